package bluegreen.contents;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * An archive, of which no more is read than its directory and what is asked for, be it within
 * another archive: Java's own reader cannot look into a jar in a jar without unpacking all of it,
 * and takes as much memory as a directory claims to need. See PKWARE's APPNOTE.TXT, 4.3.
 */
final class Zip implements Bundle {
  private static final int END = 0x06054b50;
  private static final int END_LENGTH = 22;
  private static final int LONGEST_COMMENT = 0xFFFF;
  private static final int LOCATOR = 0x07064b50;
  private static final int LOCATOR_LENGTH = 20;
  private static final int LARGE_END = 0x06064b50;
  private static final int LARGE_END_LENGTH = 56;
  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_LENGTH = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_LENGTH = 30;

  /** Of the directory; that of a jar of 100,000 files has 10 MB. */
  private static final long LARGEST_DIRECTORY = 48L << 20;

  private static final int LONGEST_NAME = 1000;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final int ENCRYPTED = 1;
  private static final int CHUNK = 4096;

  private final Bytes bytes;
  private final Allowance allowance;
  private final List<Item> items = new ArrayList<>();
  private final List<Place> places = new ArrayList<>();

  /** Where a file is, and how it is packed. */
  private record Place(long header, long packed, int method) {}

  /** Where the directory is; the archive may begin after a script. */
  private record Directory(long at, long length, long entries, long shift) {}

  private Zip(Bytes bytes, Allowance allowance) {
    this.bytes = bytes;
    this.allowance = allowance;
  }

  /**
   * Reads an archive's directory.
   *
   * @throws IOException where it is none, is damaged, or has more in it than is looked at
   */
  static Zip open(Bytes bytes, Allowance allowance) throws IOException {
    Zip zip = new Zip(bytes, allowance);
    Directory directory = zip.directory();
    if (directory.length() > LARGEST_DIRECTORY) {
      throw new IOException("it has more files than are looked at");
    }
    allowance.takeBytes(directory.length());
    allowance.takeFiles(directory.entries());
    zip.list(bytes.read(directory.at(), (int) directory.length()), directory);
    return zip;
  }

  private Directory directory() throws IOException {
    long at = end();
    ByteBuffer end = bytes.read(at, END_LENGTH);
    long entries = end.getShort(10) & 0xFFFF;
    long length = end.getInt(12) & 0xFFFFFFFFL;
    long offset = end.getInt(16) & 0xFFFFFFFFL;
    long large = at - LOCATOR_LENGTH - LARGE_END_LENGTH;
    if (large >= 0
        && bytes.read(at - LOCATOR_LENGTH, LOCATOR_LENGTH).getInt(0) == LOCATOR
        && bytes.read(large, LARGE_END_LENGTH).getInt(0) == LARGE_END) {
      ByteBuffer more = bytes.read(large, LARGE_END_LENGTH);
      at = large;
      entries = more.getLong(32);
      length = more.getLong(40);
      offset = more.getLong(48);
    }
    long start = at - length;
    if (length < 0 || start < 0 || offset < 0 || offset > start) {
      throw new IOException("its directory is damaged");
    }
    return new Directory(start, length, entries, start - offset);
  }

  /** Where the end's record begins, before a comment that may follow it. */
  private long end() throws IOException {
    int length = (int) Math.min(bytes.size(), END_LENGTH + LONGEST_COMMENT);
    long from = bytes.size() - length;
    if (length >= END_LENGTH && bytes.read(bytes.size() - END_LENGTH, 4).getInt(0) == END) {
      return bytes.size() - END_LENGTH;
    }
    ByteBuffer tail = bytes.read(from, length);
    for (int i = length - END_LENGTH; i >= 0; i--) {
      if (tail.getInt(i) == END && (tail.getShort(i + 20) & 0xFFFF) <= length - i - END_LENGTH) {
        return from + i;
      }
    }
    throw new IOException("it is no whole archive");
  }

  private void list(ByteBuffer records, Directory directory) throws IOException {
    int at = 0;
    for (long i = 0; i < directory.entries() && at < records.limit(); i++) {
      if (records.limit() - at < ENTRY_LENGTH || records.getInt(at) != ENTRY) {
        throw new IOException("its directory is damaged");
      }
      int name = records.getShort(at + 28) & 0xFFFF;
      int more = (records.getShort(at + 30) & 0xFFFF) + (records.getShort(at + 32) & 0xFFFF);
      if (records.limit() - at - ENTRY_LENGTH < name + more) {
        throw new IOException("its directory is damaged");
      }
      boolean plain = (records.getShort(at + 8) & ENCRYPTED) == 0;
      if (plain && name > 0 && name <= LONGEST_NAME) {
        note(records, at, name, directory.shift());
      }
      at += ENTRY_LENGTH + name + more;
    }
  }

  private void note(ByteBuffer records, int at, int length, long shift) {
    String name = new String(records.array(), at + ENTRY_LENGTH, length, StandardCharsets.UTF_8);
    long packed = records.getInt(at + 20) & 0xFFFFFFFFL;
    long size = records.getInt(at + 24) & 0xFFFFFFFFL;
    long header = (records.getInt(at + 42) & 0xFFFFFFFFL) + shift;
    if (!name.endsWith("/")) {
      items.add(new Item(name, size, places.size()));
      places.add(new Place(header, packed, records.getShort(at + 10) & 0xFFFF));
    }
  }

  @Override
  public List<Item> items() {
    return items;
  }

  @Override
  public byte[] read(Item item, int most) throws IOException {
    Place place = places.get(item.at());
    Bytes packed = packed(place);
    if (place.method() == STORED) {
      int length = (int) Math.min(most, packed.size());
      allowance.takeBytes(length);
      return packed.read(0, length).array();
    } else if (place.method() != DEFLATED) {
      throw new IOException("it is packed in a way that is not known");
    }
    return inflated(packed, most);
  }

  private Bytes packed(Place place) throws IOException {
    ByteBuffer header = bytes.read(place.header(), LOCAL_LENGTH);
    if (header.getInt(0) != LOCAL) {
      throw new IOException("its directory is damaged");
    }
    int name = header.getShort(26) & 0xFFFF;
    int more = header.getShort(28) & 0xFFFF;
    return bytes.part(place.header() + LOCAL_LENGTH + name + more, place.packed());
  }

  private byte[] inflated(Bytes packed, int most) throws IOException {
    Inflater inflater = new Inflater(true);
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(most, CHUNK));
    byte[] chunk = new byte[Math.min(Math.max(most, 1), CHUNK)];
    long at = 0;
    try {
      while (out.size() < most && !inflater.finished() && !inflater.needsDictionary()) {
        if (inflater.needsInput()) {
          int length = (int) Math.min(CHUNK, packed.size() - at);
          if (length <= 0) {
            throw new IOException("it is cut short");
          }
          inflater.setInput(packed.read(at, length));
          at += length;
        }
        int read = inflater.inflate(chunk, 0, Math.min(chunk.length, most - out.size()));
        allowance.takeBytes(read);
        out.write(chunk, 0, read);
      }
      return out.toByteArray();
    } catch (DataFormatException e) {
      throw new IOException("it is damaged");
    } finally {
      inflater.end();
    }
  }

  @Override
  public Optional<Bundle> within(Item item) throws IOException {
    Place place = places.get(item.at());
    return place.method() == STORED
        ? Optional.of(open(packed(place), allowance))
        : Optional.empty();
  }
}
