package bluegreen.observe;

import bluegreen.host.Custody;

/**
 * Something that a deployment reads, and that others could change.
 *
 * @param what a key of the playbook, or the playbook itself
 */
public record Loose(String what, Custody.Doubt doubt) {}
