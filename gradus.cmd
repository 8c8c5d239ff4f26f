@echo off
rem Starts the gradus command on Windows; the file gradus beside this one says how, and knows JAVA_HOME and GRADUS_OPTS too.
setlocal
set "home=%~dp0"
set "state=%home%target\gradus"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"

powershell -NoProfile -Command ^
  "$stamp = Get-Item -ErrorAction Ignore '%state%\stamp'; if (-not $stamp) { exit 1 };" ^
  "$sources = Get-ChildItem -Recurse -File -ErrorAction Ignore '%home%pom.xml', '%home%.mvn', '%home%*\pom.xml', '%home%*\src\main\*';" ^
  "if ($sources | Where-Object { $_.LastWriteTime -gt $stamp.LastWriteTime }) { exit 1 }"
if errorlevel 1 (
  call :build
  if errorlevel 1 exit /b 1
)

rem A second thread pool beside oneDNN's makes small steps thirty times slower.
set OPENBLAS_NUM_THREADS=1
"%java%" "@%state%\java.args" %GRADUS_OPTS% dev.gradus.examples.Gradus %*
exit /b %errorlevel%

:build
echo gradus: building; libraries that are not yet on this machine are fetched (about 210 MB) 1>&2
"%java%" --list-modules | findstr /b "jdk.compiler@" > nul
if errorlevel 1 (
  echo gradus: a JDK, version 17 or newer, is needed to build: set JAVA_HOME or PATH 1>&2
  exit /b 1
)
if not exist "%state%" mkdir "%state%"
del /q "%state%\classpath" "%state%\stamp" 2> nul
type nul > "%state%\stamp.new"
call "%home%mvnw.cmd" -f "%home%pom.xml" -B -ntp -pl benchmarks -am -Dmaven.test.skip=true "-Dgradus.launcher=%state%\classpath" package 1>&2
if errorlevel 1 exit /b 1
powershell -NoProfile -Command ^
  "$path = (Get-Content '%state%\classpath') + ';' + ('%home%benchmarks\target\benchmarks.jar' -replace '\\', '/');" ^
  "Set-Content '%state%\java.args' ('--enable-native-access=ALL-UNNAMED -cp ' + [char]34 + $path + [char]34)"
if errorlevel 1 exit /b 1
move /y "%state%\stamp.new" "%state%\stamp" > nul
exit /b 0
