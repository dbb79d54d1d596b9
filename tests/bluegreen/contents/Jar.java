package bluegreen.contents;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A small jar that is put together for a test. */
final class Jar {
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  static Jar plain() {
    return new Jar();
  }

  /** One as Spring Boot packs it. */
  static Jar boot() {
    return new Jar()
        .with(
            "META-INF/MANIFEST.MF",
            "Manifest-Version: 1.0\n"
                + "Main-Class: org.springframework.boot.loader.launch.JarLauncher\n"
                + "Start-Class: com.acme.Shop\n")
        .classFile("org/springframework/boot/loader/launch/JarLauncher.class", 61)
        .classFile("BOOT-INF/classes/com/acme/Shop.class", 61);
  }

  Jar with(String name, String text) {
    return with(name, text.getBytes(StandardCharsets.UTF_8));
  }

  Jar with(String name, byte[] bytes) {
    files.put(name, bytes);
    return this;
  }

  Jar with(String name, Jar inner) {
    return with(name, inner.bytes());
  }

  Jar library(String file) {
    return with("BOOT-INF/lib/" + file, plain().with("a.txt", "a"));
  }

  /** A class file of a version, as far as anybody looks. */
  Jar classFile(String name, int version) {
    byte[] header = {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 0, (byte) version};
    return with(name, header);
  }

  /** Jars within are stored as they are, as Spring Boot does. */
  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        if (file.getKey().endsWith(".jar")) {
          CRC32 crc = new CRC32();
          crc.update(file.getValue());
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(file.getValue().length);
          entry.setCrc(crc.getValue());
        }
        out.putNextEntry(entry);
        out.write(file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  Path in(Path folder) throws IOException {
    return Files.write(folder.resolve("shop.jar"), bytes());
  }
}
