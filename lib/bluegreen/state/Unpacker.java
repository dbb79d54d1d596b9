package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.host.Texts;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Unpacks an archive, whoever made it. What is no file, folder or link is refused, and so is what
 * does not end.
 */
final class Unpacker {
  private static final int BUFFER = 1 << 16;
  private static final int USUAL_FOLDER = 0755;

  /** Of an entry that says nothing of it, as those that were made on Windows. */
  private static final int USUAL_MODE = 0644;

  /** Of the text of a link. */
  private static final int LONGEST_LINK = 4096;

  private final Enclosure folder;
  private final String named;

  /**
   * Into a folder.
   *
   * @param named what the archive is called in messages
   */
  Unpacker(Enclosure folder, String named) {
    this.folder = folder;
    this.named = named;
  }

  /**
   * Unpacks it.
   *
   * @throws HostFailure where something in it is refused, or it is no archive
   */
  void unpack(Path archive) throws HostFailure {
    try {
      if (archive.toString().toLowerCase(Locale.ROOT).endsWith(".zip")) {
        zip(archive);
      } else {
        tar(archive);
      }
      folder.close();
    } catch (IOException e) {
      String why = e instanceof EOFException ? "it ends too soon" : AtomicFiles.why(e);
      throw new HostFailure(named + " cannot be unpacked: " + why);
    } catch (RuntimeException e) { // What is made to look like an archive.
      throw new HostFailure(named + " is no archive that can be read: " + Texts.reason(e));
    }
  }

  private void tar(Path archive) throws IOException, HostFailure {
    boolean zipped = !archive.toString().toLowerCase(Locale.ROOT).endsWith(".tar");
    try (InputStream in = new BufferedInputStream(Files.newInputStream(archive), BUFFER);
        InputStream plain = zipped ? gunzip(in) : in;
        TarArchiveInputStream tar = new TarArchiveInputStream(plain, "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String name = entry.getName();
        if (entry.isDirectory()) {
          folder.folder(name, entry.getMode());
        } else if (entry.isSymbolicLink()) {
          folder.link(name, entry.getLinkName());
        } else if (entry.isLink()) {
          folder.hardLink(name, entry.getLinkName());
        } else if (entry.isFile() && !isDevice(entry)) {
          folder.file(name, entry.getMode(), tar);
        } else {
          throw folder.refused(
              name, "is " + kind(entry) + "; only files, folders and links are unpacked");
        }
      }
    }
  }

  private static InputStream gunzip(InputStream in) throws IOException {
    return GzipCompressorInputStream.builder()
        .setInputStream(in)
        .setDecompressConcatenated(true)
        .get();
  }

  private static boolean isDevice(TarArchiveEntry entry) {
    return entry.isBlockDevice() || entry.isCharacterDevice() || entry.isFIFO();
  }

  private static String kind(TarArchiveEntry entry) {
    return entry.isFIFO() ? "a FIFO" : isDevice(entry) ? "a device" : "of an unknown kind";
  }

  private void zip(Path archive) throws IOException, HostFailure {
    try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
      Enumeration<ZipArchiveEntry> all = zip.getEntries();
      while (all.hasMoreElements()) {
        ZipArchiveEntry entry = all.nextElement();
        int mode = entry.getUnixMode();
        int kind = mode & UnixStat.FILE_TYPE_FLAG;
        if (entry.isDirectory()) {
          folder.folder(entry.getName(), mode == 0 ? USUAL_FOLDER : mode);
        } else if (entry.isUnixSymlink()) {
          folder.link(entry.getName(), target(zip, entry));
        } else if (kind == 0 || kind == UnixStat.FILE_FLAG) {
          try (InputStream in = zip.getInputStream(entry)) {
            folder.file(entry.getName(), (mode & 0777) == 0 ? USUAL_MODE : mode, in);
          }
        } else {
          throw folder.refused(
              entry.getName(), "is a device or FIFO; only files, folders and links are unpacked");
        }
      }
    }
  }

  private String target(ZipFile zip, ZipArchiveEntry entry) throws IOException, HostFailure {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] text = in.readNBytes(LONGEST_LINK + 1);
      if (text.length > LONGEST_LINK) {
        throw folder.refused(entry.getName(), "is a link to a name that is too long");
      }
      return new String(text, StandardCharsets.UTF_8);
    }
  }
}
