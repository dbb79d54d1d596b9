package bluegreen.host;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A text file as it is and as it will be.
 *
 * @param before empty where there is none yet
 */
public record Edit(Path file, Optional<String> before, String after) {}
