package bluegreen.playbook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * The text of a playbook and its tree of nodes. Nodes are as far as it goes: no object is ever
 * constructed from a tag.
 */
final class Source {
  /** Bytes; the fullest playbook has a few thousand. */
  private static final int LARGEST = 1_000_000;

  private static final String HANDED_OVER = "/dev/stdin|(/dev|/proc/self)/fd/[0-9]+";

  private static final int MOST_ALIASES = 200;
  private static final int DEEPEST = 30;

  private static final String STANDARD_TAG = "tag:yaml.org,2002:";
  private static final Set<String> PLAIN_TAGS =
      Set.of("str", "int", "float", "bool", "null", "seq", "map");

  private final Path file;

  private Source(Path file) {
    this.file = file;
  }

  /** Reads the file's one document, a mapping. */
  static MappingNode read(Path file) throws InvalidPlaybook {
    return new Source(file).read();
  }

  private MappingNode read() throws InvalidPlaybook {
    String text = text(bytes());
    Node root;
    try {
      limit(new ParserImpl(new StreamReader(text), new LoaderOptions()));
      root = compose(text);
    } catch (MarkedYAMLException e) {
      PlaybookError error = YamlErrors.explain(e, text);
      throw new InvalidPlaybook(file, List.of(error));
    } catch (YAMLException e) {
      throw invalid(1, 1, "not YAML: " + e.getMessage());
    }
    if (root == null) {
      throw invalid(1, 1, "expected a playbook, got an empty file");
    }
    if (root instanceof MappingNode mapping) {
      return mapping;
    }
    throw invalid(root.getStartMark(), "expected keys such as `app:`, got " + Words.found(root));
  }

  /** Refuses, before anything is built of it, what no playbook needs and an attack might. */
  private void limit(Parser parser) throws InvalidPlaybook {
    List<PlaybookError> tags = new ArrayList<>();
    int depth = 0;
    int aliases = 0;
    while (!parser.checkEvent(Event.ID.StreamEnd)) {
      Event event = parser.getEvent();
      if (event instanceof CollectionStartEvent start) {
        tag(start.getTag(), event.getStartMark(), tags);
        depth++;
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      } else if (event instanceof ScalarEvent scalar) {
        tag(scalar.getTag(), event.getStartMark(), tags);
      } else if (event instanceof AliasEvent) {
        aliases++;
      }
      if (depth > DEEPEST) {
        throw invalid(event.getStartMark(), "nested deeper than " + DEEPEST + " levels");
      }
      if (aliases > MOST_ALIASES) {
        throw invalid(event.getStartMark(), "more than " + MOST_ALIASES + " aliases");
      }
    }
    if (!tags.isEmpty()) {
      throw new InvalidPlaybook(file, tags);
    }
  }

  private static void tag(String tag, Mark place, List<PlaybookError> errors) {
    boolean standard = tag != null && tag.startsWith(STANDARD_TAG);
    String name = standard ? tag.substring(STANDARD_TAG.length()) : tag;
    if (tag != null && !tag.equals("!") && !(standard && PLAIN_TAGS.contains(name))) {
      String shown = Words.shorten(standard ? "!!" + name : name);
      errors.add(
          new PlaybookError(
              place.getLine() + 1,
              place.getColumn() + 1,
              "",
              "a YAML tag (" + shown + "): playbooks have none"));
    }
  }

  private static Node compose(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(MOST_ALIASES);
    options.setNestingDepthLimit(DEEPEST);
    options.setCodePointLimit(LARGEST);
    return new Composer(new ParserImpl(new StreamReader(text), options), new Resolver(), options)
        .getSingleNode();
  }

  private byte[] bytes() throws InvalidPlaybook {
    if (Files.isDirectory(file)) {
      throw invalid("expected a playbook, got a folder");
    }
    Optional<String> special = Special.kind(file).filter(kind -> !isHandedOver());
    if (special.isPresent()) {
      throw invalid("expected a playbook, got " + special.get());
    }
    try (InputStream in = Files.newInputStream(file)) {
      // Never more than that, whatever a pipe or a device would go on to give.
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw invalid("expected a playbook of at most 1 MB, got a larger file");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw invalid("there is no such file");
    } catch (AccessDeniedException e) {
      throw invalid(closed());
    } catch (FileSystemException e) {
      throw invalid("cannot be read: " + e.getReason());
    } catch (IOException e) {
      throw invalid("cannot be read: " + e.getMessage());
    }
  }

  /** Who may read it, where we may not. */
  private String closed() {
    Path first = file.toAbsolutePath().normalize();
    for (Path above = first; above != null; above = above.getParent()) {
      boolean seen = Files.isReadable(above) && (above.equals(first) || Files.isExecutable(above));
      if (!seen) {
        first = above; // In the end the uppermost one, of which at least the owner can be told.
      }
    }
    String us = System.getProperty("user.name", "we");
    try {
      String owner = Files.getOwner(first).getName();
      return "%s may not read it, as %s belongs to %s; run this as %s, by sudo (or chmod)"
          .formatted(
              us, first.equals(file.toAbsolutePath().normalize()) ? "it" : first, owner, owner);
    } catch (IOException e) {
      return us + " may not read it; run this as its owner, by sudo";
    }
  }

  /** By whoever has started us: in a shell, {@code <(…)} or a pipe. */
  private boolean isHandedOver() {
    return file.toAbsolutePath().normalize().toString().matches(HANDED_OVER);
  }

  private String text(byte[] bytes) throws InvalidPlaybook {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer decoded = CharBuffer.allocate(bytes.length);
    boolean broken = decoder.decode(ByteBuffer.wrap(bytes), decoded, true).isError();
    String text = decoded.flip().toString();
    if (broken) {
      throw at(text, text.length(), "not text in UTF-8 (binary file?)");
    }
    String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
    for (int i = 0; i < plain.length(); i += Character.charCount(plain.codePointAt(i))) {
      if (!StreamReader.isPrintable(plain.codePointAt(i))) {
        throw at(plain, i, "not text: a control character (binary file?)");
      }
    }
    return plain;
  }

  private InvalidPlaybook at(String text, int position, String sentence) {
    String before = text.substring(0, position);
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    String inLine = before.substring(before.lastIndexOf('\n') + 1);
    return invalid(line, inLine.codePointCount(0, inLine.length()) + 1, sentence);
  }

  private InvalidPlaybook invalid(Mark place, String sentence) {
    return invalid(place.getLine() + 1, place.getColumn() + 1, sentence);
  }

  private InvalidPlaybook invalid(int line, int column, String sentence) {
    return new InvalidPlaybook(file, List.of(new PlaybookError(line, column, "", sentence)));
  }

  private InvalidPlaybook invalid(String sentence) {
    return new InvalidPlaybook(file, List.of(PlaybookError.ofFile(sentence)));
  }
}
