package bluegreen.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * A registry of images on this machine's loopback. An engine asks for HTTPS there first, with
 * whatever certificate, and a server that does not know it keeps each pull waiting for ten seconds.
 */
public final class Registry implements AutoCloseable {
  private static final String TYPE = "application/vnd.docker.";
  private static final String MANIFEST = TYPE + "distribution.manifest.v2+json";

  private final FileServer files;

  /**
   * One that has nothing.
   *
   * @param folder where its certificate may be kept
   */
  public Registry(Path folder) {
    files = FileServer.start(Authority.in(folder).issue("registry", "127.0.0.1").server());
    files.put("/v2/", "{}".getBytes(StandardCharsets.UTF_8));
  }

  /** The name of an image in it, such as {@code light:1}. */
  public String name(String image) {
    return URI.create(files.url("/")).getAuthority() + "/" + image;
  }

  /** Puts an image of the light app there, by a name such as {@code light:1}. */
  public void light(String version, String image) {
    try {
      byte[] layer = Files.readAllBytes(LightImage.version(version));
      byte[] packed = packed(layer);
      String config =
          """
          {"architecture":"%s","os":"linux","config":{%s},
           "rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}
          """
              .formatted(
                  System.getProperty("os.arch").replace("aarch64", "arm64"),
                  LightImage.ENTRYPOINT.replaceFirst("ENTRYPOINT", "\"Entrypoint\":"),
                  sha256(layer));
      byte[] configuration = config.getBytes(StandardCharsets.UTF_8);
      String manifest =
          """
          {"schemaVersion":2,"mediaType":"%s",
           "config":{"mediaType":"%s","size":%d,"digest":"sha256:%s"},
           "layers":[{"mediaType":"%s","size":%d,"digest":"sha256:%s"}]}
          """
              .formatted(
                  MANIFEST,
                  TYPE + "container.image.v1+json",
                  configuration.length,
                  sha256(configuration),
                  TYPE + "image.rootfs.diff.tar.gzip",
                  packed.length,
                  sha256(packed));
      String[] parts = image.split(":");
      put("/v2/" + parts[0] + "/blobs/", configuration, "application/octet-stream");
      put("/v2/" + parts[0] + "/blobs/", packed, "application/octet-stream");
      byte[] said = manifest.getBytes(StandardCharsets.UTF_8);
      String digest = put("/v2/" + parts[0] + "/manifests/", said, MANIFEST);
      files
          .put("/v2/" + parts[0] + "/manifests/" + parts[1], said)
          .with("Content-Type", MANIFEST)
          .with("Docker-Content-Digest", digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How often something was asked for. */
  public int asked() {
    return files.asked("GET").size();
  }

  private String put(String folder, byte[] content, String type) {
    String digest = "sha256:" + sha256(content);
    files
        .put(folder + digest, content)
        .with("Content-Type", type)
        .with("Docker-Content-Digest", digest);
    return digest;
  }

  private static byte[] packed(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Has it answer nobody any more. */
  public void stop() {
    files.close();
  }

  @Override
  public void close() {
    stop();
  }
}
