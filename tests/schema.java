///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS org.yaml:snakeyaml:2.7
//DEPS io.pebbletemplates:pebble:4.1.2
//DEPS com.grack:nanojson:1.10
//SOURCES ../lib/bluegreen/playbook/*.java
//COMPILE_OPTIONS -encoding UTF-8 -Xlint:all -Werror
//COMPILE_OPTIONS -J-XX:+UseSerialGC -J-XX:TieredStopAtLevel=1

import bluegreen.playbook.JsonSchema;
import bluegreen.playbook.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes anew what is generated from the playbook's keys: its JSON schema and its reference. */
class schema {
  public static void main(String... args) throws IOException {
    write(Path.of("playbooks", "playbook.schema.json"), JsonSchema.text());
    for (String name : List.of("docs/playbook.md", "docs/ko/playbook.md")) {
      Path document = Path.of(name);
      write(document, Reference.renewedIn(Files.readString(document)));
    }
  }

  private static void write(Path file, String text) throws IOException {
    if (!Files.exists(file) || !Files.readString(file).equals(text)) {
      Files.writeString(file, text);
      System.out.println("written: " + file);
    }
  }
}
