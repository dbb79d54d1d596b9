package bluegreen.nginx;

import bluegreen.nginx.conf.Directive;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Directives by which nginx answers a request by itself, in the place of an app. */
final class Barrier {
  private static final Set<String> LIMITS = Set.of("limit_req", "limit_conn");

  private Barrier() {}

  /** Whether a directive may be why nginx has answered with a status. */
  static boolean answers(Directive directive, int status) {
    String first = directive.arg(0);
    return switch (directive.name()) {
      case "return" -> returned(first) == status;
      case "rewrite" ->
          redirected(directive) == status || status == 500 && directive.arg(2).equals("last");
      case "try_files" -> last(directive).equals("=" + status);
      case "error_page" -> directive.args().contains("=" + status);
      case "ssl_verify_client" -> status == 400 && first.equals("on");
      case "auth_basic", "auth_request" ->
          (status == 401 || status == 403 || status == 500) && !first.equals("off");
      case "deny", "limit_except" -> status == 403;
      case "internal" -> status == 404;
      case "limit_req_status", "limit_conn_status" -> first.equals(String.valueOf(status));
      case "limit_req", "limit_conn" -> status == 503;
      default -> false;
    };
  }

  /** Whether a directive has nginx refuse those who ask too often, and so our own questions. */
  static boolean limits(Directive directive) {
    return LIMITS.contains(directive.name());
  }

  /** The status of a {@code return}; that of one with an address alone is 302. */
  static int returned(String first) {
    return first.matches("\\d{3}") ? Integer.parseInt(first) : 302;
  }

  /** The status of a {@code rewrite} that has the client go elsewhere; 0 of any other. */
  static int redirected(Directive rewrite) {
    if (rewrite.arg(2).equals("permanent")) {
      return 301;
    }
    boolean away =
        rewrite.arg(2).equals("redirect")
            || Stream.of("http://", "https://", "$scheme").anyMatch(rewrite.arg(1)::startsWith);
    return away ? 302 : 0;
  }

  /** The {@code deny all} of a block before which nobody is allowed. */
  static Optional<Directive> denied(List<Directive> block) {
    return block.stream()
        .takeWhile(d -> !d.is("allow") && !d.is("include"))
        .filter(d -> d.is("deny") && d.arg(0).equals("all"))
        .findFirst();
  }

  /** The last argument. */
  static String last(Directive directive) {
    return directive.args().isEmpty() ? "" : directive.arg(directive.args().size() - 1);
  }
}
