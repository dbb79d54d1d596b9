package bluegreen.existing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A server as somebody has it before we come, and what is to become of a deployment there. */
final class Existing {
  /** What is to become of it. */
  enum Fate {
    /** Refused before anything is touched, and said so in a dry run. */
    REFUSED,
    /** Deployed in public, with one reload. */
    PUBLIC,
    /** Deployed behind; visitors come when a person has changed the lines that are named. */
    BEHIND,
    /** Deployed behind, with a value in an included file. */
    ADOPTED
  }

  /** What runs there: a script, after which something listens on a port. */
  record Program(String script, int port) {}

  final String name;
  final Map<String, String> files = new LinkedHashMap<>();
  final List<Program> programs = new ArrayList<>();
  final List<Way> others = new ArrayList<>();
  Way way = Way.to("http://127.0.0.1/", "shop.example.com");
  String start = "nginx";
  String nginx = "site: /etc/nginx/conf.d/shop.conf, server_name: [shop.example.com]";
  String ports = "{ blue: 8081, green: 8082 }";
  String health = "";
  Fate fate = Fate.PUBLIC;
  List<String> options = List.of();
  List<String> words = List.of();

  Existing(String name) {
    this.name = name;
  }

  /** With a file. */
  Existing file(String path, String text) {
    files.put(path, text);
    return this;
  }

  /** With an app, started by hand, on a port. */
  Existing app(int port) {
    return program("exec nohup " + Box.app(port), port);
  }

  /** With what a script of bash's runs, and a port that somebody listens on then. */
  Existing program(String script, int port) {
    programs.add(new Program(script, port));
    return this;
  }

  /** With other ports for the slots. */
  Existing playbookPorts(String both) {
    ports = both;
    return this;
  }

  /** With a way of visitors' that is to lead where it leads now. */
  Existing other(String url, String host) {
    others.add(Way.to(url, host));
    return this;
  }

  /** Where the app is to be found. */
  Existing at(Way found) {
    way = found;
    return this;
  }

  /** Started by another command than {@code nginx}. */
  Existing startedBy(String command) {
    start = command;
    return this;
  }

  /** With that in the playbook's section for nginx. */
  Existing playbook(String section) {
    nginx = section;
    return this;
  }

  /** Deployed with these options. */
  Existing options(String... more) {
    options = List.of(more);
    return this;
  }

  /** Refused with these words. */
  Existing refused(String... said) {
    fate = Fate.REFUSED;
    words = List.of(said);
    return this;
  }

  /** Deployed behind. */
  Existing behind() {
    fate = Fate.BEHIND;
    nginx = "behind: 8090, url: " + way.url();
    return this;
  }

  /** Deployed behind, by the value of a file. */
  Existing adopted(String include) {
    fate = Fate.ADOPTED;
    nginx = "behind: 8090, include: " + include + ", url: " + way.url();
    return this;
  }

  /** With that end of it. */
  Existing fate(Fate next) {
    fate = next;
    return this;
  }

  @Override
  public String toString() {
    return name;
  }
}
