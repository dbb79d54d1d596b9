package bluegreen.observe;

import bluegreen.state.Layout;

/**
 * Another app of ours on this machine.
 *
 * @param alive whether anything of it runs or would be started
 * @param standing whether its site file is there and its own: all that an app still has of the
 *     machine of which nothing is alive, beside its folder
 */
public record Neighbour(Layout layout, boolean alive, boolean standing) {}
