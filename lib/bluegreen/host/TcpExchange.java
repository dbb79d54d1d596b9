package bluegreen.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * One connection to a place, something sent and something expected. Texts are UTF-8.
 *
 * @param send nothing where empty
 * @param expect what has to be among the answer's first bytes; the connection is enough where empty
 */
public record TcpExchange(
    String host, int port, Optional<String> send, Optional<String> expect, Duration timeout) {
  /** Bytes of an answer that are looked at. */
  public static final int MOST = 64 << 10;

  private static final int PIECE = 4096;

  /** How it ended. */
  public enum End {
    /** A connection, and the answer that was expected. */
    MET,
    /** No connection; nobody listens, or nobody is there. */
    UNREACHABLE,
    /** A connection, and nothing at all in time. */
    SILENT,
    /** A connection, and another answer, or its end. */
    UNMET
  }

  /**
   * What came of it.
   *
   * @param said in a few words
   */
  public record Result(End end, String said) {
    /** Whether somebody has accepted the connection. */
    public boolean connected() {
      return end != End.UNREACHABLE;
    }
  }

  /** Makes the connection, asks, and closes it. */
  public Result run() {
    long deadline = System.nanoTime() + timeout.toNanos();
    try (Socket socket = new Socket()) {
      try {
        socket.connect(new InetSocketAddress(host, port), left(deadline));
      } catch (SocketTimeoutException e) {
        return new Result(End.UNREACHABLE, "no connection within " + Texts.seconds(timeout));
      } catch (IOException | RuntimeException e) {
        return new Result(End.UNREACHABLE, refused(e));
      }
      return asked(socket, deadline);
    } catch (IOException e) {
      return new Result(End.UNMET, "the connection broke: " + e.getMessage());
    }
  }

  private Result asked(Socket socket, long deadline) throws IOException {
    if (send.isPresent()) {
      socket.getOutputStream().write(send.get().getBytes(StandardCharsets.UTF_8));
    }
    if (expect.isEmpty()) {
      return new Result(End.MET, "connected");
    }
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE];
    InputStream in = socket.getInputStream();
    while (answer.size() < MOST) {
      socket.setSoTimeout(left(deadline));
      int read;
      try {
        read = in.read(piece, 0, Math.min(piece.length, MOST - answer.size()));
      } catch (SocketTimeoutException e) {
        return late(answer);
      }
      if (read < 0) {
        return unmet(End.UNMET, answer, "to the end of the connection");
      }
      answer.write(piece, 0, read);
      if (contains(answer)) {
        return new Result(End.MET, "answered " + shown(expect.get()));
      } else if (System.nanoTime() > deadline) {
        return late(answer);
      }
    }
    return unmet(End.UNMET, answer, "in the first " + Texts.size(MOST));
  }

  private Result late(ByteArrayOutputStream answer) {
    End end = answer.size() == 0 ? End.SILENT : End.UNMET;
    return unmet(end, answer, "within " + Texts.seconds(timeout));
  }

  /** Compared byte by byte: the end of what has come may be half a letter. */
  private boolean contains(ByteArrayOutputStream answer) {
    String bytes = answer.toString(StandardCharsets.ISO_8859_1);
    byte[] wanted = expect.orElseThrow().getBytes(StandardCharsets.UTF_8);
    return bytes.contains(new String(wanted, StandardCharsets.ISO_8859_1));
  }

  private Result unmet(End end, ByteArrayOutputStream answer, String where) {
    String wanted = shown(expect.orElseThrow());
    return answer.size() == 0
        ? new Result(end, "connected, and no answer " + where + "; expected " + wanted)
        : new Result(
            end,
            "answered "
                + shown(answer.toString(StandardCharsets.UTF_8))
                + ", without "
                + wanted
                + " "
                + where);
  }

  private static int left(long deadline) {
    return (int) Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
  }

  private static String refused(Exception e) {
    String why = String.valueOf(e.getMessage());
    return why.toLowerCase(Locale.ROOT).contains("refused") ? "connection refused" : why;
  }

  /** In one line of at most 80 letters. */
  private static String shown(String text) {
    String plain = text.strip().replaceAll("[\\x00-\\x1f\\x7f-\\x9f]+", " ");
    return plain.length() > 80 ? plain.substring(0, 80) + " ..." : plain;
  }
}
