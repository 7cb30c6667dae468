@echo off
rem xen-notify: finds Java and runs the agent's commands.
setlocal
set "java=java"
if exist "%JAVA_HOME%\bin\java.exe" set "java=%JAVA_HOME%\bin\java.exe"
"%java%" -XX:+UseSerialGC -Xmx32m -cp "%~dp0..\lib\*" org.xennotify.agent.Main %*
exit /b %ERRORLEVEL%
