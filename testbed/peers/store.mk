# The C side of the XenStore benchmark: make -f store.mk XEN_ROOT=… (Debian's Xen packages, unpacked)
XEN_LIB := $(XEN_ROOT)/usr/lib/x86_64-linux-gnu
CFLAGS  := -O2 -Wall -Wextra -Werror -pthread -I$(XEN_ROOT)/usr/include
LDLIBS  := -L$(XEN_LIB) -Wl,-rpath-link,$(XEN_LIB) -lxenstore
BIN     := ../target/peers

$(BIN)/store-bench: store-bench.c
	mkdir -p $(BIN)
	$(CC) $(CFLAGS) -o $@ $< $(LDLIBS)
