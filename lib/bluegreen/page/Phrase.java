package bluegreen.page;

import java.util.Locale;

/**
 * What the page says, in each of its languages. What a run has told itself is in English in both.
 */
enum Phrase {
  DEPLOY("Deployment", "배포"),
  ROLLBACK("Rollback", "롤백"),
  LOST_NONE("0 of %s requests lost", "요청 %s건 중 유실 0건"),
  LOST_ONE("1 of %1$s requests lost at %2$s, in step %3$s", "요청 %1$s건 중 1건 유실: %2$s, %3$s 단계"),
  LOST_SOME(
      "%1$s of %2$s requests lost between %3$s and %4$s, in step %5$s",
      "요청 %2$s건 중 %1$s건 유실: %3$s부터 %4$s까지, %5$s 단계"),
  LOST_UNPLACED("%1$s of %2$s requests lost", "요청 %2$s건 중 %1$s건 유실"),
  UNWATCHED("No requests were watched", "지켜본 요청이 없습니다"),
  WRONG("Answered with 5xx by the app: %s.", "앱이 5xx로 응답한 요청: %s건."),
  PROBE_ONLY(
      "Only the probe counted: the run's own requests through nginx, by a connection that is kept,"
          + " none of them tried again.",
      "프로브만 집계했습니다. 배포가 진행되는 동안 스스로 보낸 요청이며, 연결을 유지하고 재시도하지 않습니다."),
  VISITORS("Visitors' requests, as nginx has logged them.", "nginx가 기록한 방문자의 요청입니다."),
  PROBE_TOO("The probe: %1$s asked, %2$s lost.", "프로브: %1$s건 요청, %2$s건 유실."),
  NOBODY_CAME(
      "No visitor came meanwhile; these are the run's own requests.",
      "그동안 온 방문자가 없어, 배포 스스로 보낸 요청을 셌습니다."),
  VISITORS_NOT("Visitors: %s.", "방문자: %s."),
  PROBE_NOT("The probe: %s.", "프로브: %s."),
  STOOD_IN("Answered by the standby: %s.", "대기 버전이 응답한 요청: %s건."),
  LEFT("Left by the visitor before the end: %s.", "끝나기 전에 방문자가 떠난 요청: %s건."),
  SPEED("Median %1$s, 99 of a hundred within %2$s.", "중앙값 %1$s, 99백분위 %2$s."),
  SPEED_BEFORE(
      "Median %1$s, 99 of a hundred within %2$s (before: %3$s).",
      "중앙값 %1$s, 99백분위 %2$s(이전: %3$s)."),
  NO_EVIDENCE(
      "Of this deployment only the history tells: its evidence was not kept, or never written.",
      "이 배포는 이력만 남아 있습니다. 기록이 보관 기간을 지났거나 쓰이지 않았습니다."),
  DONE("done", "완료"),
  FAILED("failed", "실패"),
  SERVES("failed, and serves", "실패했지만 서비스 중"),
  VERSION("version", "버전"),
  SLOT("slot", "슬롯"),
  ENDED("ended", "종료"),
  RESULT("result", "결과"),
  TOOK("took", "소요"),
  SWITCHED("switch", "전환"),
  BY("by", "실행"),
  WHY("why", "원인"),
  STEPS("Steps", "단계"),
  STEP("step", "단계"),
  STATUS("status", "상태"),
  BEGAN("began after", "시작"),
  MESSAGE("what it said", "내용"),
  LOST("lost", "유실"),
  ERRORS("5xx", "5xx"),
  REQUESTS("requests", "요청"),
  SLOWEST("slowest", "가장 느림"),
  FROM("from", "부터"),
  LATENCY("Latency through the deployment", "배포 동안의 응답 시간"),
  LATENCY_OF("%1$s: %2$s requests, slowest %3$s ms", "%1$s: 요청 %2$s건, 가장 느린 응답 %3$s ms"),
  PICTURE(
      "Latency over time, by version. The table below has the same.",
      "버전별 응답 시간. 아래 표에 같은 내용이 있습니다."),
  LEGEND(
      "Solid: median; dashed: 99 of a hundred. Each point: %s ms. × lost, △ answered 5xx.",
      "실선: 중앙값, 점선: 99백분위. 점 하나: %s ms. × 유실, △ 5xx 응답."),
  SECONDS("seconds", "초"),
  MEDIAN("median", "중앙값"),
  UNKNOWN("unknown", "알 수 없음"),
  PROBE("probe", "프로브"),
  TABLE("As a table", "표로 보기"),
  NEEDS_SCRIPT(
      "The picture needs JavaScript; the table below has the same.",
      "그림에는 JavaScript가 필요합니다. 아래 표에 같은 내용이 있습니다."),
  FAILURES("Requests that failed", "실패한 요청"),
  FIRST_OF("The first %1$s of %2$s.", "%2$s건 중 처음 %1$s건."),
  TIME("time", "시각"),
  WORDS("What was said of it", "남긴 말"),
  CHANGES("Files that were changed", "바뀐 파일"),
  HISTORY("The last deployments", "최근 배포"),
  FOOTER(
      "Times are those of %1$s. Made by deploy.java; this page loads nothing.",
      "시간대: %1$s. deploy.java가 만들었으며, 이 페이지는 아무것도 불러오지 않습니다.");

  private final String english;
  private final String korean;

  Phrase(String english, String korean) {
    this.english = english;
    this.korean = korean;
  }

  /** In a language, with what is to be put into it. */
  String in(Lang lang, Object... values) {
    String form = lang == Lang.KO ? korean : english;
    return values.length == 0 ? form : String.format(Locale.ROOT, form, values);
  }
}
