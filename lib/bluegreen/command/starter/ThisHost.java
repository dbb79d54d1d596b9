package bluegreen.command.starter;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The addresses of this machine. */
final class ThisHost {
  private ThisHost() {}

  /** Whether an address is one of this machine's; names are not looked up. */
  static boolean isOwn(String host) {
    try {
      String literal = host.replaceAll("[\\[\\]]", "");
      Matcher address = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*").matcher(literal);
      return address.matches()
          && NetworkInterface.getByInetAddress(InetAddress.getByName(literal)) != null;
    } catch (UnknownHostException | SocketException e) {
      return false;
    }
  }

  /** Whether it speaks IPv6. */
  static boolean hasIpv6() {
    try {
      return !Files.readString(Path.of("/proc/net/if_inet6")).isBlank();
    } catch (IOException e) {
      return false;
    }
  }
}
