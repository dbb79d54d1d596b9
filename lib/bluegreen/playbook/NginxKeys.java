package bluegreen.playbook;

import static bluegreen.playbook.Values.ANY;
import static bluegreen.playbook.Values.INSTANT;
import static bluegreen.playbook.Values.LISTEN;
import static bluegreen.playbook.Values.NAME;
import static bluegreen.playbook.Values.NGINX_PATH;
import static bluegreen.playbook.Values.NGINX_SAFE;
import static bluegreen.playbook.Values.OWN_URL;
import static bluegreen.playbook.Values.PATH;
import static bluegreen.playbook.Values.PORT;
import static bluegreen.playbook.Values.optional;
import static bluegreen.playbook.Values.required;

import bluegreen.playbook.Kind.Choice;
import bluegreen.playbook.Kind.Flag;
import bluegreen.playbook.Kind.Items;
import bluegreen.playbook.Kind.Rendered;
import bluegreen.playbook.Kind.Section;
import bluegreen.playbook.Kind.Text;
import bluegreen.playbook.Kind.Time;
import java.util.List;

/** The keys of the section {@code nginx}. */
final class NginxKeys {
  private NginxKeys() {}

  /** All of them. */
  static Section section() {
    return new Section(
        List.of(
            optional("bin", PATH, "nginx", "nginx's program."),
            optional("conf", NGINX_PATH, "/etc/nginx/nginx.conf", "nginx's main file."),
            optional(
                "prefix",
                NGINX_PATH,
                "",
                "`nginx -p`: for an nginx of your own in any folder, without root."),
            optional("install", new Flag(), "false", "Install nginx where it is missing."),
            optional(
                "become",
                new Choice(List.of("none", "sudo")),
                "none",
                "sudo: run nginx and write its files through `sudo -n`."),
            optional("site", NGINX_PATH, "", "The server block's file, which we write."),
            optional(
                "behind",
                PORT,
                "",
                "Instead of `site`: the port of an nginx of ours on 127.0.0.1, to which your own"
                    + " server block passes."),
            optional(
                "stream",
                NGINX_PATH,
                "",
                "Instead of `site`, for any TCP protocol: the file of a server for nginx's stream"
                    + " block, which we write."),
            optional(
                "include",
                NGINX_PATH,
                "",
                "With `behind`: a file of yours that sets the address; this one value is changed,"
                    + " once."),
            optional(
                "variable",
                new Text(Rendered.ONCE, NAME, "the name of an nginx variable, without '$'"),
                "service_url",
                "With `include`: the variable that it sets for your proxy_pass."),
            optional("listen", new Items(LISTEN, true, 1), "[80]", "Where nginx listens."),
            optional(
                "server_name",
                new Items(
                    new Text(
                        Rendered.ONCE,
                        NGINX_SAFE,
                        "a name without spaces, ';', braces, quotes, '\\', '$' and '#'"),
                    true,
                    1),
                "[_]",
                "The site's names."),
            optional("tls", tls(), "", "HTTPS."),
            optional(
                "switch",
                new Choice(List.of("live", "reload")),
                "live",
                "How nginx is switched: by a marker file, or by a reload."),
            optional(
                "soft",
                new Time(INSTANT),
                "1s",
                "Before a reload, each answer closes its connection for so long, so that none is"
                    + " lost."),
            optional(
                "url",
                OWN_URL,
                "",
                "Where we reach the app through nginx; default: from `listen` or `tls.listen`; with"
                    + " `behind`, http://127.0.0.1/."),
            optional(
                "location",
                new Text(Rendered.ONCE, ANY, "nginx directives"),
                "",
                "Raw directives for `location /`.")),
        List.of("site", "behind", "stream"));
  }

  private static Section tls() {
    return new Section(
        List.of(
            required("certificate", NGINX_PATH, "The certificate with its chain, PEM."),
            required("key", NGINX_PATH, "Its private key, PEM."),
            optional(
                "listen", new Items(LISTEN, true, 1), "[443]", "Where nginx listens for HTTPS."),
            optional("redirect", new Flag(), "false", "Send plain HTTP to HTTPS.")));
  }
}
