package bluegreen.host;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A container engine, asked and told by its command line.
 *
 * @param name its program: {@code docker} or {@code podman}
 */
public record Engine(String name, Commands commands) {
  private static final Pattern UNKNOWN =
      Pattern.compile("(?i)no such (container|image|object)|image not known|reference does not");

  private static final Pattern REFUSED = Pattern.compile("(?i)permission denied.*(sock|connect)");
  private static final Pattern DOWN = Pattern.compile("(?i)cannot connect|is the docker daemon");
  private static final Duration TO_PULL = Duration.ofMinutes(30);

  /** Beside the time that a container itself has: the engine's own, on a busy machine. */
  private static final Duration OWN_TIME = Duration.ofMinutes(1);

  private static final int SAID = 5;

  /**
   * Why nothing can be had from it, a sentence; empty where it answers.
   *
   * @throws InterruptedException where we are told to stop
   */
  public Optional<String> problem() throws InterruptedException {
    try {
      succeed(command("version"));
      return Optional.empty();
    } catch (HostFailure e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * An image that is here.
   *
   * @param reference its name or id
   * @throws HostFailure where the engine does not answer
   */
  public Optional<Image> image(String reference) throws HostFailure, InterruptedException {
    return inspect("image", reference).map(Image::of);
  }

  /**
   * A container.
   *
   * @param reference its name or id
   * @throws HostFailure where the engine does not answer
   */
  public Optional<Container> container(String reference) throws HostFailure, InterruptedException {
    return inspect("container", reference).map(Container::of);
  }

  private Optional<JsonObject> inspect(String kind, String reference)
      throws HostFailure, InterruptedException {
    Commands.Result result = run(command(kind, "inspect", reference));
    if (!result.ok()) {
      if (UNKNOWN.matcher(result.stderr()).find()) {
        return Optional.empty();
      }
      throw failure(kind + " inspect " + reference, result);
    }
    try {
      JsonArray all = JsonParser.array().from(result.stdout());
      return Optional.ofNullable(all.getObject(0));
    } catch (JsonParserException e) {
      throw new HostFailure(name + " " + kind + " inspect " + reference + " says no JSON");
    }
  }

  /**
   * Has an image come from its registry, or find that it is here as it is there.
   *
   * @throws HostFailure where it does not, in the engine's own words
   */
  public void pull(String reference) throws HostFailure, InterruptedException {
    succeed(command("pull", "--quiet", reference).within(TO_PULL));
  }

  /** Gives an image another name. */
  public void tag(String image, String name) throws HostFailure, InterruptedException {
    succeed(command("tag", image, name));
  }

  /**
   * Takes a name from an image; where it has no other one and nobody uses it, the image goes, too.
   *
   * @return whether the name was there
   */
  public boolean untag(String image) throws HostFailure, InterruptedException {
    Commands.Result result = run(command("rmi", image));
    if (!result.ok() && !UNKNOWN.matcher(result.stderr()).find()) {
      throw failure("rmi " + image, result);
    }
    return result.ok();
  }

  /**
   * Makes a container.
   *
   * @param words options, the image, and its arguments
   * @param env what the command finds in its environment, for options that name a variable alone
   * @return its id
   */
  public String create(List<String> words, Map<String, String> env)
      throws HostFailure, InterruptedException {
    List<String> all = new ArrayList<>(List.of(name, "create"));
    all.addAll(words);
    String out = succeed(Command.of(all).with(env).within(OWN_TIME)).stdout().strip();
    return out.substring(out.lastIndexOf('\n') + 1); // After warnings.
  }

  /** Starts one that was made. */
  public void start(String container) throws HostFailure, InterruptedException {
    succeed(command("start", container).within(OWN_TIME));
  }

  /** Stops one: its own signal, or SIGTERM, then {@code patience}, then SIGKILL. */
  public void stop(String container, Duration patience) throws HostFailure, InterruptedException {
    String seconds = String.valueOf((patience.toMillis() + 999) / 1000);
    succeed(command("stop", "-t", seconds, container).within(patience.plus(OWN_TIME)));
  }

  /** Takes one away that does not run; no error where it is gone. */
  public void remove(String container) throws HostFailure, InterruptedException {
    Commands.Result result = run(command("rm", container).within(OWN_TIME));
    if (!result.ok() && !UNKNOWN.matcher(result.stderr()).find()) {
      throw failure("rm " + container, result);
    }
  }

  /** Whether the engine starts a container again when it ends and when the engine starts. */
  public boolean keeps() {
    return name.equals("docker"); // podman has nobody who would, and 4 no way to change it.
  }

  /**
   * Has it do that. Not by {@code unless-stopped}: a daemon that was killed stops, when it is there
   * again, what it has lost sight of, and takes that for a stop by somebody.
   */
  public void keep(String container) throws HostFailure, InterruptedException {
    succeed(command("update", "--restart", "always", container));
  }

  /** Has it do that no more. */
  public void keepNoMore(String container) throws HostFailure, InterruptedException {
    succeed(command("update", "--restart", "no", container));
  }

  /** The last lines that a container has written. */
  public String lastLines(String container, int lines) throws HostFailure, InterruptedException {
    Commands.Result result =
        commands.runUnheard(command("logs", "--tail", String.valueOf(lines), container));
    return result.output();
  }

  /** Hands on the last lines that a container has written. */
  public void log(String container, int lines, Consumer<String> line)
      throws HostFailure, InterruptedException {
    commands.stream(command("logs", "--tail", String.valueOf(lines), container), line);
  }

  /** The same, and all that follow, until it ends or we are interrupted. */
  public void follow(String container, int lines, Consumer<String> line)
      throws HostFailure, InterruptedException {
    commands.stream(command("logs", "--follow", "--tail", String.valueOf(lines), container), line);
  }

  private Command command(String... words) {
    return Command.of(name).and(words);
  }

  private Commands.Result succeed(Command command) throws HostFailure, InterruptedException {
    Commands.Result result = run(command);
    if (!result.ok()) {
      throw failure(command.argv().get(1), result);
    }
    return result;
  }

  private Commands.Result run(Command command) throws HostFailure, InterruptedException {
    try {
      return commands.runUnheard(command);
    } catch (HostFailure e) {
      throw e.getMessage().contains("no such program")
          ? new HostFailure("app.engine: there is no program '" + name + "'; install it")
          : e;
    }
  }

  /** The engine's own words, and what is to be done where that is known. */
  private HostFailure failure(String what, Commands.Result result) {
    String said = Texts.lastLines(result.output().strip(), SAID);
    if (REFUSED.matcher(said).find()) {
      return new HostFailure(
          "app.engine: we may not ask %s: %s; run this as root, or let your user into its group: sudo usermod -aG %s $USER"
              .formatted(name, oneLine(said), name));
    }
    // It may have more to say: what it knows of itself, or an empty list.
    Optional<String> down = said.lines().filter(DOWN.asPredicate()).findFirst();
    if (down.isPresent()) {
      return new HostFailure(
          "app.engine: %s does not run: %s; start it: sudo systemctl start %s"
              .formatted(name, oneLine(down.get()), name));
    }
    return new HostFailure(name + " " + what + " failed: " + said);
  }

  private static String oneLine(String said) {
    return said.replaceAll("\\s+", " ").replaceAll("[.?]+$", "");
  }
}
