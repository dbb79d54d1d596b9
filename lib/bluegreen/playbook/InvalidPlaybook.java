package bluegreen.playbook;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A playbook that cannot be used; carries every error that was found in it, in file order. */
public final class InvalidPlaybook extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<PlaybookError> errors;

  /** Wraps the errors of one file. */
  public InvalidPlaybook(Path file, List<PlaybookError> errors) {
    super(
        errors.stream().sorted().map(e -> e.describe(file)).collect(Collectors.joining("\n")),
        null,
        false,
        false);
    this.errors = errors.stream().sorted().toList();
  }

  /** The errors, in the order of their places in the file. */
  public List<PlaybookError> errors() {
    return errors;
  }
}
