package bluegreen.run;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Commands;
import bluegreen.host.Http;
import bluegreen.host.Processes;

/** The hands and eyes of a run: every touch of this machine goes through one of these. */
public record Machine(Commands commands, Http http, AtomicFiles files, Processes processes) {}
