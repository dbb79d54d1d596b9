package bluegreen.runner;

import bluegreen.host.Processes;
import java.util.Optional;

/**
 * Who accepts connections where a slot is to be reached.
 *
 * @param ours whether what runs in the slot does
 * @param stranger somebody else who does
 */
public record Occupants(boolean ours, Optional<Processes.Listener> stranger) {}
