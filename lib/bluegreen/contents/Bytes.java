package bluegreen.contents;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** A part of a file, read anywhere; {@code from} and {@code size} in bytes. */
record Bytes(FileChannel channel, long from, long size) {

  /** All of a file. */
  static Bytes of(FileChannel channel) throws IOException {
    return new Bytes(channel, 0, channel.size());
  }

  /** A part of the part. */
  Bytes part(long at, long length) throws IOException {
    if (at < 0 || length < 0 || at > size - length) {
      throw new EOFException("it leads out of the file");
    }
    return new Bytes(channel, from + at, length);
  }

  /** So many bytes from there on, as numbers are written in archives. */
  ByteBuffer read(long at, int length) throws IOException {
    Bytes part = part(at, length);
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, part.from + buffer.position()) < 0) {
        throw new EOFException("it is cut short");
      }
    }
    return buffer.flip();
  }
}
