package bluegreen.plan;

import bluegreen.playbook.Playbook;
import bluegreen.playbook.Remote;
import java.net.URI;
import java.util.Optional;

/** Says where whoever is on the way of what is fetched could have a say in it. */
final class OpenWay {
  private OpenWay() {}

  static Optional<Note> note(Playbook.App app) {
    return app.remote()
        .filter(remote -> remote instanceof Remote.Download)
        .map(remote -> (Remote.Download) remote)
        .filter(download -> isOpen(URI.create(download.url())))
        .flatMap(download -> said(app, download))
        .map(sentence -> new Note(sentence, ""));
  }

  /** On this machine itself nobody is on the way. */
  private static boolean isOpen(URI url) {
    return url.getScheme().equalsIgnoreCase("http")
        && !url.getHost().matches("(?i)localhost|127(\\.\\d{1,3}){3}|\\[::1\\]");
  }

  private static Optional<String> said(Playbook.App app, Remote.Download download) {
    String key = app.program() instanceof Playbook.Jar ? "app.jar" : "app.files";
    boolean known =
        !download.headers().isEmpty() || URI.create(download.url()).getUserInfo() != null;
    if (app.sha256().isEmpty()) {
      return Optional.of(
          key
              + ": by http:// whoever is on the way decides what is deployed"
              + (known ? ", and learns who we are" : "")
              + "; use https://, or give app.sha256");
    }
    return known
        ? Optional.of(key + ": by http:// whoever is on the way learns who we are; use https://")
        : Optional.empty();
  }
}
