package bluegreen.playbook;

import java.util.List;
import java.util.Optional;

/**
 * A container image, of which a container is run.
 *
 * @param reference its name, with a tag or a digest
 * @param engine {@code docker} or {@code podman}
 * @param port what the app listens on in its container; empty where it has the machine's network
 * @param always whether its registry is asked at each deployment
 * @param user whom it runs as, by the container's own names
 * @param options further ones of the engine
 * @param args those of the image's entry point
 */
public record ContainerImage(
    String reference,
    String engine,
    Optional<Integer> port,
    boolean always,
    Optional<String> user,
    List<Template> options,
    List<Template> args)
    implements Playbook.Program {}
