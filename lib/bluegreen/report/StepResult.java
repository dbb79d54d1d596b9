package bluegreen.report;

import bluegreen.plan.Status;
import bluegreen.plan.Step;
import java.util.Map;

/**
 * What became of one step.
 *
 * @param detail what it found or did, in a few words; where it failed, why
 * @param millis how long it took
 * @param figures further figures for machines, such as {@code switch_ms}
 */
public record StepResult(
    Step step, Status status, String detail, double millis, Map<String, Object> figures) {}
