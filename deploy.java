///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS org.yaml:snakeyaml:2.7
//DEPS org.zeroturnaround:zt-exec:1.13.0
//DEPS com.konghq:unirest-java-core:4.10.1
//DEPS io.pebbletemplates:pebble:4.1.2
//DEPS com.grack:nanojson:1.10
//DEPS org.slf4j:slf4j-nop:2.0.20
//SOURCES lib/**/*.java
//FILES nginx/=nginx/*
//COMPILE_OPTIONS -encoding UTF-8 -Xlint:all -Werror -XDstringConcat=inline
//RUNTIME_OPTIONS -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:CICompilerCount=1 -Xshare:auto
//RUNTIME_OPTIONS -Xlog:disable -Xlog:all=off
//CDS

package bluegreen;

import bluegreen.command.Cli;
import bluegreen.command.Syntax;
import bluegreen.command.Syntax.Form;
import bluegreen.command.Syntax.Option;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The command line of deploy.java: what can be asked for. */
public class deploy {
  private static final String PLAYBOOK = "PLAYBOOK";

  private static final List<Form> COMMANDS =
      List.of(
          command("deploy", "Deploy; the same as without a command."),
          command(
              "rollback",
              "Have the version that served before serve again.",
              value("VERSION", "To this version, or the digest it begins with.", "--to")),
          command("status", "Show what runs where, and which slot is active."),
          command("verify", "Exit 0 only if nginx serves the playbook's version, healthy."),
          command("history", "Show what was deployed when."),
          command(
              "logs",
              "Show what the app has written.",
              flag("Go on as it writes more.", "-f", "--follow"),
              value("SLOT", "Of blue or green; default: the one that serves.", "--slot"),
              value("N", "So many of the last lines; default: 100.", "--lines")),
          command("validate", "Check the playbook, and touch nothing."),
          new Form(
              "init",
              "DIR",
              false,
              List.of(),
              "Write a starter playbook from what is found in a folder; default: here."),
          command("remove", "Stop the app and take away all that we made on this machine."));

  private static final List<Option> OPTIONS =
      List.of(
          flag(
              "Print what a real run would do now, with diffs; touch nothing at all.",
              "-n",
              "--check",
              "--dry-run"),
          flag(
              "Show each command, HTTP exchange and file written; -vv: their output too.",
              "-v",
              "--verbose"),
          flag("Show only failures and the recap.", "-q", "--quiet"),
          value("NAME=VALUE", "Set a variable for {{ vars.NAME }}.", "-e", "--extra-vars"),
          value("FORMAT", "text, or json: one object a line, the recap last.", "--output"),
          flag("Print the names of the steps, and stop.", "--list-steps"),
          flag(
              "Drain and stop a process that is not ours but holds one of our ports.",
              "--take-over"),
          value("TIME", "Wait so long for a deployment under way; such as 30s.", "--lock-timeout"),
          flag("Exit with 10 instead of 0 where something changed.", "--detailed-exitcode"),
          flag("Show this help.", "-h", "--help"),
          flag("Show the version.", "-V", "--version"));

  /** Starts the program. */
  public static void main(String[] args) {
    System.setOut(inUtf8(FileDescriptor.out));
    System.setErr(inUtf8(FileDescriptor.err));
    Cli cli = new Cli(System.out, System.err, System.getenv(), new Syntax(COMMANDS, OPTIONS));
    System.exit(cli.run(List.of(args)));
  }

  /** Whatever the language that we were started in. */
  private static PrintStream inUtf8(FileDescriptor stream) {
    return new PrintStream(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
  }

  private static Form command(String name, String about, Option... options) {
    return new Form(name, PLAYBOOK, true, List.of(options), about);
  }

  private static Option flag(String about, String... names) {
    return new Option(List.of(names), "", about);
  }

  private static Option value(String value, String about, String... names) {
    return new Option(List.of(names), value, about);
  }
}
