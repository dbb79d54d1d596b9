package bluegreen.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is on the disk when an app is to be removed.
 *
 * @param there whether the app's folder is there and ours
 * @param goes whether the folder itself was made by us, and is no link
 * @param made the folders that were not there before us, the innermost first; empty where that is
 *     not known
 * @param emptied empty folders of a private nginx whose configuration is gone or not there yet, the
 *     innermost first
 * @param staying what of others is in the app's folder
 * @param strangers what of others is in releases
 * @param force whether visitors may be left with nobody who answers them
 */
public record Remains(
    boolean there,
    boolean goes,
    Optional<List<Path>> made,
    List<Path> emptied,
    List<Path> staying,
    List<ForeignFiles> strangers,
    boolean force) {}
