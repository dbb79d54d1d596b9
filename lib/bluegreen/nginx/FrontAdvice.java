package bluegreen.nginx;

import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Directive;
import bluegreen.nginx.conf.Pass;
import bluegreen.nginx.conf.Target;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook.Behind;
import java.util.stream.Stream;

/** What a person has to change in the user's nginx so that it passes to ours. */
record FrontAdvice(Configuration configuration, Behind behind) {

  /** The lines that bring a pass to us: nothing but the address is another. */
  Stream<String> lines(Pass pass) {
    Stream<String> around =
        Stream.of(pass.target())
            .flatMap(t -> t instanceof Target.Literal literal ? Stream.of(literal) : Stream.empty())
            .map(l -> l.scheme() + "://" + l.host() + ":" + l.port())
            .map(address -> new Mentions(configuration, pass, address, variable(pass)))
            .flatMap(
                m ->
                    m.all().stream()
                        .map(
                            d ->
                                d.place()
                                    + ": "
                                    + d.shown()
                                    + ";  ->  "
                                    + m.instead(d, behind.address())
                                        .map(text -> text + ";")
                                        .orElse("the same with " + behind.address())));
    return Stream.concat(Stream.of(line(pass)), around);
  }

  /** The variable that a pass goes to; empty where it says the address itself. */
  private static String variable(Pass pass) {
    return FrontModel.said(pass).is("set") ? FrontModel.said(pass).arg(0).substring(1) : "";
  }

  private String line(Pass pass) {
    Directive said = FrontModel.said(pass);
    String text;
    if (said.is("server")) {
      text = "server " + Endpoint.here(behind.port()).address() + ";";
    } else {
      String before = said.is("set") ? "set " + said.arg(0) : "proxy_pass";
      text = before + " " + behind.address() + pass.target().path() + ";";
    }
    return said.place() + ": " + said.shown() + ";  ->  " + text;
  }
}
