package bluegreen.nginx;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Has nginx read the playbook's own directives before a run does: in a folder that is gone again,
 * with our site alone, so that nothing of the machine's is touched. What they need of the rest of
 * nginx's configuration, such as a zone, a variable or a file, is not there, and is not judged.
 *
 * @param bin nginx's program
 * @param prefix the folder that the paths of its modules start from
 * @param temporary the folder for what is gone again
 */
record LocationTrial(String bin, Path prefix, Path temporary, Commands commands) {
  /** What nginx says of a directive whatever else is in its configuration. */
  private static final Pattern CERTAIN =
      Pattern.compile(
          "\\[emerg\\] (?:\\d+#\\d+: )?((?:unknown directive |invalid number of arguments in"
              + " |invalid (?:value|parameter|condition) |unexpected |directive \"[^\"]+\" is not"
              + " terminated|directive \"[^\"]+\" has no |\"[^\"]+\" directive (?:is not allowed"
              + " here|is duplicate)).*?) in \\S+:\\d+");

  /** What has nginx make a file or a folder by reading it, or may do so; but for what is ours. */
  private static final Pattern MAKES =
      Pattern.compile(
          "(?m)(?:^|[;{}])\\s*(?:access_log\\s+(?!off\\b)|error_log\\s+(?!/dev/null\\b)"
              + "|\\w+_temp_path\\s|include\\s)");

  /**
   * Why nginx would refuse them; empty where it would not, or that cannot be told.
   *
   * @param site our site file as it would be
   * @param modules the files of the modules that nginx loads, as its configuration has them
   */
  Optional<String> refusal(String site, List<String> modules) throws InterruptedException {
    String silent = TrafficLog.without(site);
    if (MAKES.matcher(silent).find()) {
      return Optional.empty();
    }
    try (Scratch scratch = Scratch.in(temporary)) {
      return refusal(scratch.folder(), alone(silent, scratch.folder()), modules);
    } catch (IOException | HostFailure e) {
      return Optional.empty();
    }
  }

  private Optional<String> refusal(Path folder, String site, List<String> modules)
      throws IOException, HostFailure, InterruptedException {
    Path file = Files.writeString(folder.resolve("site.conf"), site);
    Path conf = Files.writeString(folder.resolve("nginx.conf"), main(folder, modules));
    String early = folder.resolve("early.log").toString(); // Otherwise the system's own.
    Command test =
        Command.of(bin, "-p", prefix.toString(), "-e", early, "-c", conf.toString(), "-t", "-q");
    Commands.Result result = commands.runUnheard(test);
    Matcher certain = CERTAIN.matcher(result.output());
    String quoted = NginxWriter.quoted(file, site, result.output());
    return !result.ok() && certain.find() && quoted.contains("nginx.location")
        ? Optional.of(
            "nginx.location: nginx refuses it: "
                + certain.group(1)
                + quoted.substring(quoted.lastIndexOf(", near: ")))
        : Optional.empty();
  }

  /**
   * The site on a socket in the folder, and without certificates, which may not be ours to read.
   */
  private static String alone(String site, Path folder) {
    return site.replaceAll("(?m)^    (listen|ssl_\\w+|http2) .*;\n", "")
        .replaceAll("(?m)^server \\{\n", "server {\n    listen unix:" + folder + "/socket;\n");
  }

  private static String main(Path folder, List<String> modules) {
    return modules.stream().map(m -> "load_module \"" + m + "\";\n").collect(Collectors.joining())
        + """
        pid %1$s/pid;
        error_log %1$s/error.log;
        events {}
        http {
            access_log off;
            client_body_temp_path %1$s/body;
            proxy_temp_path %1$s/proxy;
            fastcgi_temp_path %1$s/fastcgi;
            uwsgi_temp_path %1$s/uwsgi;
            scgi_temp_path %1$s/scgi;
            include %1$s/site.conf;
        }
        """
            .formatted(folder);
  }
}
