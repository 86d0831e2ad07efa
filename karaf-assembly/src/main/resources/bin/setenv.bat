@echo off
rem Read by every script in bin\. What you set in the environment has the last word.
rem
rem   JAVA_HOME         which Java (17 to 21)
rem   EXTRA_JAVA_OPTS   added to the options below, for example -Xmx512m
rem   JAVA_OPTS         in place of the options below
rem   KARAF_BASE        a directory of its own for a further node of this installation; KARAF_DATA, KARAF_ETC, KARAF_LOG
rem                     give its parts other places
rem
rem SYNC_PORT, PORT, DATABASE_URL and the other variables of the service: see the user guide, and the files in etc\.

rem Without JAVA_HOME the java of the PATH will do; Karaf would search the registry with windows that pop up.
if not "%JAVA_HOME%" == "" goto :SYNC_JAVA_KNOWN
for /f "tokens=1* delims==" %%i in ('java -XshowSettings:properties -version 2^>^&1 ^| findstr /c:"java.home"') do for /f "tokens=*" %%k in ("%%j") do set "JAVA_HOME=%%k"
:SYNC_JAVA_KNOWN

if "%JAVA_OPTS%" == "" set "JAVA_OPTS=-Dfile.encoding=UTF-8 -Djava.awt.headless=true -Djava.security.manager=allow -Djdk.serialFilter=!* -Dsun.net.inetaddr.ttl=10 -Dsun.net.inetaddr.negative.ttl=3 -XX:+UseSerialGC -Xms64m -Xmx256m -XX:+ExitOnOutOfMemoryError"

rem A further node: its etc starts as a copy of what was shipped, and it does not ask whether another node runs.
if "%KARAF_BASE%" == "" goto :SYNC_SETENV_END
set CHECK_ROOT_INSTANCE_RUNNING=false
set "KARAF_SYSTEM_OPTS=%KARAF_SYSTEM_OPTS% -Dkaraf.instances=%KARAF_BASE%\instances"
if not "%KARAF_ETC%" == "" goto :SYNC_SETENV_END
if exist "%KARAF_BASE%\etc" goto :SYNC_SETENV_END
if not exist "%KARAF_BASE%" mkdir "%KARAF_BASE%"
xcopy /E /I /Q "%~dp0..\etc.template" "%KARAF_BASE%\etc" > nul
:SYNC_SETENV_END
