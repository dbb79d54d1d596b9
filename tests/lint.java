///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS com.google.googlejavaformat:google-java-format:1.28.0
//DEPS com.grack:nanojson:1.10
//COMPILE_OPTIONS -encoding UTF-8 -Xlint:all -Werror
//COMPILE_OPTIONS -J-XX:+UseSerialGC -J-XX:TieredStopAtLevel=1
//RUNTIME_OPTIONS --add-exports=jdk.compiler/com.sun.tools.javac.api=ALL-UNNAMED
//RUNTIME_OPTIONS --add-exports=jdk.compiler/com.sun.tools.javac.code=ALL-UNNAMED
//RUNTIME_OPTIONS --add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED
//RUNTIME_OPTIONS --add-exports=jdk.compiler/com.sun.tools.javac.parser=ALL-UNNAMED
//RUNTIME_OPTIONS --add-exports=jdk.compiler/com.sun.tools.javac.tree=ALL-UNNAMED
//RUNTIME_OPTIONS --add-exports=jdk.compiler/com.sun.tools.javac.util=ALL-UNNAMED

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Checks the repository's sources: the format of the Java files, what the compiler warns of and,
 * where shellcheck is installed, the shell scripts. With {@code --fix} the format is put right
 * instead.
 *
 * <p>Run from the repository's root. Findings are printed as {@code file:line: what}; the exit code
 * is 1 where there are any and 2 for wrong usage.
 */
public final class lint {
  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final String SCRIPT_LINE = "///usr/bin/env jbang ";

  /** Where the demo keeps its releases and logs. */
  private static final Path DEMO_RUN = Path.of("playbooks/demo/run");

  /** Lines of a file in lib. */
  private static final int LONGEST = 300;

  private final boolean fix;
  private final Formatter formatter = new Formatter();
  private final List<Path> javaFiles = new ArrayList<>();
  private final List<Path> shellFiles = new ArrayList<>();
  // A set: files of lib/ are compiled with more than one script.
  private final Set<String> findings = new LinkedHashSet<>();

  private lint(boolean fix) {
    this.fix = fix;
  }

  /**
   * Checks everything and ends the process.
   *
   * @param args {@code --fix} or nothing
   */
  public static void main(String... args) throws Exception {
    List<String> arguments = List.of(args);
    boolean fix = arguments.equals(List.of("--fix"));
    if (!fix && !arguments.isEmpty() || !Files.isExecutable(Path.of("jbang"))) {
      System.err.println("Usage, in the repository's root: ./jbang tests/lint.java [--fix]");
      System.exit(2);
    }
    System.exit(new lint(fix).check() ? 0 : 1);
  }

  private boolean check() throws Exception {
    findSources();
    checkList();
    for (Path file : javaFiles) {
      checkFormat(file);
      checkLength(file);
    }
    for (Path file : javaFiles) {
      if (needsCompiling(file)) {
        compile(file);
      }
    }
    checkShell();
    findings.forEach(System.out::println);
    System.out.printf(
        "lint: %d Java files, %d shell scripts, %d findings%n",
        javaFiles.size(), shellFiles.size(), findings.size());
    return findings.isEmpty();
  }

  private void findSources() throws IOException {
    Files.walkFileTree(
        Path.of(""),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            String name = dir.getFileName().toString();
            return (name.startsWith(".") && !name.equals(".ci"))
                    || name.equals("target")
                    || dir.equals(DEMO_RUN)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.getFileName().toString();
            if (name.endsWith(".java")) {
              javaFiles.add(file);
            } else if (name.endsWith(".sh")
                || file.equals(Path.of("jbang"))
                || file.equals(Path.of(".ci/run"))) {
              shellFiles.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    Collections.sort(javaFiles);
    Collections.sort(shellFiles);
  }

  /**
   * JBang follows no pattern from a URL: deploy.java names each of its sources and templates. A
   * conflict in that list is solved by having it written anew.
   */
  private void checkList() throws IOException {
    Path script = Path.of("deploy.java");
    List<String> lines = new ArrayList<>(Files.readAllLines(script));
    List<String> listed = lines.stream().filter(lint::isListed).toList();
    List<String> wanted = new ArrayList<>();
    javaFiles.stream().filter(f -> f.startsWith("lib")).forEach(f -> wanted.add("//SOURCES " + f));
    for (String folder : List.of("nginx", "lib/bluegreen/page/paper")) {
      try (Stream<Path> templates = Files.list(Path.of(folder))) {
        templates.sorted().forEach(f -> wanted.add("//FILES " + resource(f) + "=" + f));
      }
    }
    if (listed.equals(wanted)) {
      return;
    } else if (!fix) {
      report(script, "1", "its list of sources is not that of lib and nginx (--fix writes it)");
      return;
    }
    int at = Math.max(0, lines.indexOf(listed.isEmpty() ? lines.get(1) : listed.get(0)));
    lines.removeIf(lint::isListed);
    lines.addAll(at, wanted);
    Files.writeString(script, String.join("\n", lines) + "\n");
    System.out.println(script + ": list of sources written");
  }

  /** By which name the program finds a template: its folder's, or its room's. */
  private static String resource(Path template) {
    Path folder = template.getParent();
    Path room = folder.getNameCount() == 1 ? folder : folder.getParent().getFileName();
    return room + "/" + template.getFileName();
  }

  private static boolean isListed(String line) {
    return line.startsWith("//SOURCES ") || line.startsWith("//FILES ");
  }

  private void checkLength(Path file) throws IOException {
    int lines = Files.readAllLines(file).size();
    if (file.startsWith("lib") && lines > LONGEST) {
      report(file, String.valueOf(lines), "longer than " + LONGEST + " lines: more than one idea");
    }
  }

  private void checkFormat(Path file) throws IOException {
    String source = Files.readString(file);
    String formatted;
    try {
      formatted = format(source);
    } catch (FormatterException e) {
      e.diagnostics()
          .forEach(each -> report(file, each.line() + ":" + each.column(), each.message()));
      return;
    }
    if (formatted.equals(source)) {
      return;
    }
    if (fix) {
      Files.writeString(file, formatted);
      System.out.println(file + ": formatted");
    } else {
      reportFirstDifference(file, source.lines().toList(), formatted.lines().toList());
    }
  }

  /**
   * The formatter would turn {@code //DEPS} into {@code // DEPS}, which JBang does not read. Blank
   * lines take the place of the header, so that the numbers of lines in messages stay right.
   */
  private String format(String source) throws FormatterException {
    if (!source.startsWith(SCRIPT_LINE)) {
      return formatter.formatSourceAndFixImports(source);
    }
    List<String> lines = source.lines().toList();
    int code = 0;
    while (code < lines.size() && (lines.get(code).isBlank() || lines.get(code).startsWith("//"))) {
      code++;
    }
    String header = String.join("\n", lines.subList(0, code)).strip();
    String rest = "\n".repeat(code) + String.join("\n", lines.subList(code, lines.size()));
    return header + "\n\n" + formatter.formatSourceAndFixImports(rest).stripLeading();
  }

  private void reportFirstDifference(Path file, List<String> is, List<String> wanted) {
    int line = 0;
    while (line < is.size() && line < wanted.size() && is.get(line).equals(wanted.get(line))) {
      line++;
    }
    String expected = line < wanted.size() ? "'" + wanted.get(line) + "'" : "the file to end";
    report(file, "" + (line + 1), "format: expected " + expected + " (--fix formats the file)");
  }

  /** Scripts that compile strictly by their own header are checked whenever they are built. */
  private static boolean needsCompiling(Path file) throws IOException {
    String source = Files.readString(file);
    return source.startsWith(SCRIPT_LINE)
        && source.lines().noneMatch(line -> line.matches("//COMPILE_OPTIONS .*-Werror.*"));
  }

  private void compile(Path script) throws Exception {
    // JBang knows the script's dependencies and other sources.
    String answer = output(List.of("./jbang", "info", "tools", script.toString()));
    JsonObject project;
    try {
      project = JsonParser.object().from(answer);
    } catch (JsonParserException e) {
      report(script, "1", "JBang cannot read this script");
      return;
    }
    List<Path> sources =
        project.getArray("sources").stream()
            .map(each -> Path.of(((JsonObject) each).getString("backingResource")))
            .toList();
    String classPath =
        project.getArray("resolvedDependencies").stream()
            .map(String.class::cast)
            .collect(Collectors.joining(File.pathSeparator));
    compile(sources, classPath);
  }

  private void compile(List<Path> sources, String classPath) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    Path classes = Files.createTempDirectory("lint");
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(diagnostics, Locale.ROOT, UTF_8)) {
      List<String> options =
          List.of(
              "-Xlint:all",
              "--release",
              "17",
              "-proc:none",
              "-cp",
              classPath,
              "-d",
              classes.toString());
      compiler
          .getTask(
              null, files, diagnostics, options, null, files.getJavaFileObjectsFromPaths(sources))
          .call();
    } finally {
      delete(classes);
    }
    diagnostics.getDiagnostics().stream()
        .filter(each -> each.getKind() != Diagnostic.Kind.NOTE)
        .forEach(this::report);
  }

  private void report(Diagnostic<? extends JavaFileObject> diagnostic) {
    String message = diagnostic.getMessage(Locale.ROOT);
    if (diagnostic.getSource() == null) {
      findings.add(message);
    } else {
      Path file = ROOT.relativize(Path.of(diagnostic.getSource().toUri()));
      report(file, diagnostic.getLineNumber() + ":" + diagnostic.getColumnNumber(), message);
    }
  }

  private void checkShell() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("shellcheck", "--format=gcc"));
    shellFiles.forEach(file -> command.add(file.toString()));
    try {
      output(command).lines().forEach(findings::add);
    } catch (IOException e) {
      System.out.println("lint: shell scripts not checked: shellcheck is not installed");
    }
  }

  /** Returns what the command prints to standard output, whatever its exit code. */
  private static String output(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return output;
  }

  private static void delete(Path dir) throws IOException {
    try (Stream<Path> paths = Files.walk(dir)) {
      for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private void report(Path file, String position, String message) {
    findings.add(file + ":" + position + ": " + message);
  }
}
