package bluegreen.nginx;

import bluegreen.host.Processes;
import bluegreen.host.Processes.Info;
import bluegreen.host.Processes.Listener;
import bluegreen.nginx.FrontFacts.Outside;
import bluegreen.nginx.conf.Choice;
import bluegreen.nginx.conf.Pass;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook.Behind;
import bluegreen.state.AppDir;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks for the app that visitors reach without us. */
record Outsiders(Behind behind, AppDir dir, Processes processes) {
  private static final Pattern LOCAL =
      Pattern.compile("https?://(?:127\\.\\d+\\.\\d+\\.\\d+|localhost|\\[::1\\]):(\\d{1,5})");

  private static final int CONNECT_MILLIS = 2000;

  /** Who serves without us: by the value that is to be replaced, or was; or by a block's own. */
  Optional<Outside> find(Optional<SetValue> replaced, List<Pass> elsewhere) {
    Optional<Outside> byValue = replaced.map(v -> outside(v.value(), v.place()));
    Optional<Outside> before =
        FrontChange.original(behind, dir)
            .map(v -> outside(v.value(), behind.include().orElseThrow().file() + ":" + v.line()));
    return byValue
        .map(this::seen)
        .or(() -> before.map(this::seen).map(this::known))
        .or(() -> elsewhere.stream().map(Outsiders::outside).findFirst().map(this::seen));
  }

  /** The user whose process listens at an address; empty where that is not to be seen. */
  Optional<String> ownerAt(String address) {
    return seen(outside(address, "")).listener().flatMap(Listener::process).map(Info::owner);
  }

  /** The app before us has gone where another user has its port by now, and does not answer. */
  private Outside known(Outside now) {
    Optional<String> owner = now.listener().flatMap(Listener::process).map(Info::owner);
    Optional<String> recorded =
        SetValue.text(dir.originalOwner()).map(String::strip).filter(o -> !o.isEmpty());
    boolean other = owner.isPresent() && recorded.isPresent() && !owner.equals(recorded);
    return other ? new Outside(now.address(), now.place(), now.listener(), false) : now;
  }

  /** Where a pass leads, and by which line: the first of those who are asked in turn. */
  private static Outside outside(Pass pass) {
    Optional<Choice> first =
        pass.choices().stream().filter(c -> c.address().isPresent()).findFirst();
    boolean several = pass.target().localPort().isEmpty() && first.isPresent();
    String address =
        pass.target()
            .localPort()
            .map(port -> Endpoint.here(port).url())
            .or(
                () ->
                    first
                        .flatMap(Choice::address)
                        .map(a -> a.scheme() + "://" + a.host() + ":" + a.port()))
            .orElse(pass.directive().arg(0));
    return outside(
        address, several ? first.get().directive().place() : FrontModel.said(pass).place());
  }

  /** An address that was not looked at yet. */
  private static Outside outside(String address, String place) {
    return new Outside(address, place, Optional.empty(), true);
  }

  private Outside seen(Outside told) {
    Optional<Integer> local = localPort(told.address());
    if (local.isEmpty()) {
      return new Outside(told.address(), told.place(), Optional.empty(), accepts(told.address()));
    }
    Optional<Listener> listener =
        processes.listeners(local.get(), Optional.empty()).stream().findFirst();
    return new Outside(told.address(), told.place(), listener, listener.isPresent());
  }

  /** The port of an address of this machine; empty of all others. */
  static Optional<Integer> localPort(String address) {
    Matcher local = LOCAL.matcher(address);
    return local.matches() ? Optional.of(Integer.valueOf(local.group(1))) : Optional.empty();
  }

  private static boolean accepts(String address) {
    URI at = URI.create(address);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(at.getHost(), at.getPort()), CONNECT_MILLIS);
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
