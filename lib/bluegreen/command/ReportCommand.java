package bluegreen.command;

import bluegreen.host.HostFailure;
import bluegreen.page.Page;
import bluegreen.run.Outcome;
import bluegreen.state.Dossiers;
import bluegreen.state.Dossiers.Dossier;
import bluegreen.state.History;
import bluegreen.state.Proceedings;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Draws what is known of a deployment as one page. */
final class ReportCommand {
  /** So many deployments are in the page's history, and named where one is not found. */
  private static final int MOST = 20;

  /** Bytes at the beginning of a page, in which it says whose it is. */
  private static final int BEGINNING = 1024;

  private final Session session;
  private final PrintStream out;

  ReportCommand(Session session, PrintStream out) {
    this.session = session;
    this.out = out;
  }

  int run() throws HostFailure {
    List<History.Entry> entries = new History(session.dir()).entries();
    History.Entry entry = chosen(entries);
    Dossier dossier =
        new Dossiers(session.dir())
            .read(entry.id())
            .orElse(new Dossier(app(), entry, Proceedings.NONE));
    List<History.Entry> last = entries.subList(Math.max(0, entries.size() - MOST), entries.size());
    String page =
        new Page(
                dossier,
                last,
                session.options().page().lang(),
                ZoneId.systemDefault(),
                session::said)
            .html();
    if (session.options().page().file().equals(Optional.of("-"))) {
      out.print(page);
      return Outcome.OK.code();
    }
    Path file = file(entry);
    write(file, page);
    say(entry, file);
    return Outcome.OK.code();
  }

  private String app() {
    return session.playbook().app().name();
  }

  private History.Entry chosen(List<History.Entry> entries) throws HostFailure {
    if (entries.isEmpty()) {
      throw new HostFailure("nothing has been deployed yet, so there is nothing to report");
    }
    Optional<String> id = session.options().page().id();
    if (id.isEmpty()) {
      return entries.get(entries.size() - 1);
    }
    return entries.stream()
        .filter(entry -> entry.id().equals(id.get()))
        .reduce((a, b) -> b)
        .orElseThrow(() -> new HostFailure(unknown(id.get(), entries)));
  }

  private static String unknown(String id, List<History.Entry> entries) {
    List<String> ids =
        new ArrayList<>(
            entries.stream().map(History.Entry::id).filter(known -> !known.isEmpty()).toList());
    Collections.reverse(ids);
    String known = String.join(", ", ids.subList(0, Math.min(MOST, ids.size())));
    return ids.isEmpty()
        ? "there is no deployment "
            + id
            + "; those so far have no id: leave it out for the last one"
        : "there is no deployment " + id + "; the last ones are " + known;
  }

  private Path file(History.Entry entry) {
    return Path.of(
        session
            .options()
            .page()
            .file()
            .orElseGet(
                () -> app() + "-" + (entry.id().isEmpty() ? "report" : entry.id()) + ".html"));
  }

  private void write(Path file, String page) throws HostFailure {
    Path whole = file.toAbsolutePath();
    if (!Files.isDirectory(whole.getParent())) {
      throw new HostFailure("there is no folder " + whole.getParent());
    } else if (Files.isDirectory(whole)) {
      throw new HostFailure(file + " is a folder; name a file with --out FILE");
    } else if (Files.exists(whole, LinkOption.NOFOLLOW_LINKS) && !isOurs(whole)) {
      throw new HostFailure(file + " is not a report of ours; choose another name with --out FILE");
    }
    try {
      session.machine().files().write(whole, page, 0640);
    } catch (HostFailure e) {
      throw new HostFailure(e.getMessage() + "; write it elsewhere with --out FILE");
    }
  }

  private static boolean isOurs(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(BEGINNING), StandardCharsets.UTF_8).contains(Page.MARK);
    } catch (IOException e) {
      return false;
    }
  }

  private void say(History.Entry entry, Path file) {
    if (session.options().json()) {
      JsonObject json = new JsonObject();
      json.put("event", "report");
      json.put("app", app());
      json.put("id", entry.id());
      json.put("file", file.toAbsolutePath().toString());
      out.println(JsonWriter.string(json));
    } else {
      out.println("wrote " + file);
    }
  }
}
