package bluegreen.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A keep-alive connection that always has one request under way. */
final class Connection implements AutoCloseable {
  private static final int LONGEST_ANSWER = 16 * 1024;

  private final SocketChannel channel;
  private final ByteBuffer request;
  private final ByteBuffer in = ByteBuffer.allocate(LONGEST_ANSWER);
  private long sentAt;

  private Connection(SocketChannel channel, int port) {
    this.channel = channel;
    String text = "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nUser-Agent: bench\r\n\r\n";
    this.request = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Opens one, which the selector reports by itself when there is something to receive. */
  static Connection open(int port, Selector selector) throws IOException {
    SocketChannel channel = SocketChannel.open(Loopback.address(port));
    Connection connection = new Connection(channel, port);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, connection);
    return connection;
  }

  /**
   * Sends a request.
   *
   * @throws IOException if the server has closed the connection
   */
  void send() throws IOException {
    request.rewind();
    in.clear();
    // Before and not after: what is sent later than something else surely is.
    sentAt = System.nanoTime();
    while (request.hasRemaining()) {
      channel.write(request);
    }
  }

  /** When the request was about to be sent, as {@link System#nanoTime} has it. */
  long sentAt() {
    return sentAt;
  }

  /**
   * Receives what there is; empty while that is not the whole answer.
   *
   * @throws IOException if the server closes the connection instead
   */
  Optional<Answer> receive() throws IOException {
    if (channel.read(in) < 0) {
      throw new EOFException("closed");
    }
    return Answer.read(in.array(), in.position());
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no use any more either way.
    }
  }
}
