package bluegreen.plan;

import bluegreen.state.Layout;

/**
 * Another app of ours on this machine.
 *
 * @param alive whether anything of it runs or would be started: of an app of which nothing does,
 *     only the files are its own
 */
public record Neighbour(Layout layout, boolean alive) {}
