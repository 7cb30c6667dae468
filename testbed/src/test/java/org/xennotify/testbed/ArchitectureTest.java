package org.xennotify.testbed;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between packages. */
@AnalyzeClasses(packages = "org.xennotify", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "org.xennotify.";

    @ArchTest
    static final ArchRule eventsImportNothingOfOurs = onlyImports("event");

    @ArchTest
    static final ArchRule lifecycleImportsNothingOfOurs = onlyImports("lifecycle");

    @ArchTest
    static final ArchRule devicesImportOnlyLifecycle = onlyImports("device", "lifecycle");

    @ArchTest
    static final ArchRule xenStoreImportsDevicesAndLifecycle = onlyImports("xenstore", "device", "lifecycle");

    @ArchTest
    static final ArchRule vchanImportsDevicesAndLifecycle = onlyImports("vchan", "device", "lifecycle");

    @ArchTest
    static final ArchRule trapImportsDevicesAndEvents = onlyImports("trap", "device", "event", "lifecycle");

    @ArchTest
    static final ArchRule listenersSettingsImportEvents = onlyImports("listener.config", "event", "lifecycle");

    @ArchTest
    static final ArchRule sinksImportEventsAndMemory =
            onlyImports("listener.sink", "listener.memory", "event", "lifecycle");

    @ArchTest
    static final ArchRule theJournalImportsSinks =
            onlyImports("listener.journal", "listener.config", "listener.sink", "event", "lifecycle");

    @ArchTest
    static final ArchRule memoryImportsDevices = onlyImports("listener.memory", "device", "lifecycle");

    @ArchTest
    static final ArchRule monitorsImportMemoryAndTraps =
            onlyImports("listener.monitor", "listener.memory", "listener.discovery", "trap", "device", "lifecycle");

    @ArchTest
    static final ArchRule handlersImportSettings =
            onlyImports("listener.handler", "listener.config", "event", "lifecycle");

    @ArchTest
    static final ArchRule pausesImportDevices =
            onlyImports("listener.pause", "listener.discovery", "device", "lifecycle");

    @ArchTest
    static final ArchRule routesImportWhereTheyLead = onlyImports(
            "listener.route",
            "listener.config",
            "listener.handler",
            "listener.journal",
            "listener.memory",
            "listener.pause",
            "listener.sink",
            "event",
            "lifecycle");

    @ArchTest
    static final ArchRule metricsImportWhatIsCounted =
            onlyImports("listener.metrics", "listener.config", "listener.session", "event", "lifecycle");

    @ArchTest
    static final ArchRule onlyLinuxDevicesKnowJna = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "device.linux..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..");

    @ArchTest
    static final ArchRule sharedCodeWritesNoLog = noClasses()
            .that()
            .resideInAnyPackage(
                    ROOT + "event..",
                    ROOT + "xenstore..",
                    ROOT + "vchan..",
                    ROOT + "trap..",
                    ROOT + "device..",
                    ROOT + "lifecycle..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.slf4j..");

    @ArchTest
    static final ArchRule agentAndListenerDoNotKnowEachOther = noClasses()
            .that()
            .resideInAPackage(ROOT + "agent..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + "listener..");

    @ArchTest
    static final ArchRule nothingDeployedKnowsTheTestbed = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "testbed..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + "testbed..");

    private static ArchRule onlyImports(String name, String... others) {
        String[] allowed = new String[others.length + 1];
        allowed[0] = ROOT + name + "..";
        for (int i = 0; i < others.length; i++) {
            allowed[i + 1] = ROOT + others[i] + "..";
        }
        return classes()
                .that()
                .resideInAPackage(allowed[0])
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.describe(
                        "are their own, of a lower room, or not ours",
                        type -> !type.getPackageName().startsWith(ROOT)
                                || resideInAnyPackage(allowed).test(type)));
    }
}
