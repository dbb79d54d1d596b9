package bluegreen.nginx.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import bluegreen.nginx.conf.Tokenizer.End;
import bluegreen.nginx.conf.Tokenizer.Statement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The language of nginx's configuration")
class TokenizerTest {
  /** Statements as texts: words apart by '|', and how each one ends. */
  private static List<String> read(String text) {
    Tokenizer tokens = new Tokenizer(text);
    List<String> all = new ArrayList<>();
    for (Statement s = tokens.next(); s.end() != End.FILE; s = tokens.next()) {
      String end = s.end() == End.SIMPLE ? ";" : s.end() == End.OPEN ? "{" : "}";
      all.add(String.join("|", s.words().stream().map(Word::text).toList()) + end);
    }
    return all;
  }

  @Test
  @DisplayName("has words, blocks and comments, whatever the line breaks")
  void plain() {
    List<String> expected = List.of("server{", "listen|80;", "root|/a#b;", "}");
    assertEquals(expected, read("server { # a { ; }\n\tlisten 80;root /a#b;\n}\n"));
    assertEquals(expected, read("\u00ef\u00bb\u00bfserver{\r\n listen\r\n80 ;\r\nroot /a#b;}"));
  }

  @Test
  @DisplayName("has quotes in which nothing ends a statement, and escapes")
  void quotes() {
    assertEquals(List.of("a|b; {c} #d|e'f;"), read("a \"b; {c} #d\" 'e\\'f';"));
    assertEquals(List.of("a|x\"y|\ttab|\\.php$;"), read("a \"x\\\"y\" \\ttab \\.php$;"));
    assertEquals(List.of("a||b;"), read("a '' b;"));
    assertEquals(List.of("a|b\\;c;"), read("a b\\;c;"), "an escaped end ends nothing");
  }

  @Test
  @DisplayName("has variables in braces, which open no block")
  void variables() {
    assertEquals(
        List.of("if|(${a}b|=|c d|){", "set|$x|${y}z;", "}"),
        read("if (${a}b = \"c d\") { set $x ${y}z; }"));
  }

  @Test
  @DisplayName("has blocks in Lua, whose braces in strings and comments do not count")
  void lua() {
    String lua =
        """
        content_by_lua_block {
          local t = { a = "}", b = '}', c = [[ } ]], d = [==[ ]] } ]==] } -- }
          --[[ } ]]
          if t[1] then ngx.say("\\"}") end
        }
        listen 80;
        """;
    Tokenizer tokens = new Tokenizer(lua);
    assertEquals(End.OPEN, tokens.next().end());
    tokens.skipLua();
    Statement listen = tokens.next();
    assertEquals("listen", listen.words().get(0).text());
    assertEquals(6, listen.words().get(0).line());
  }

  @Test
  @DisplayName("keeps every byte, and knows where a word stands in its file")
  void bytes() {
    byte[] cp949 = {'s', 'e', 't', ' ', '$', 'a', ' ', '"', (byte) 0xb0, (byte) 0xa1, '"', ';'};
    String text = new String(cp949, StandardCharsets.ISO_8859_1);
    Word value = new Tokenizer(text).next().words().get(2);
    assertEquals("\u00b0\u00a1", value.text());
    assertEquals("\"\u00b0\u00a1\"", text.substring(value.from(), value.to()));
    assertEquals("가", new Word(Word.encoded("가"), 1, 0, 3).shown());
  }

  @Test
  @DisplayName("is read to the end although it is broken")
  void broken() {
    assertEquals(List.of("a|b;"), read("a b"));
    assertEquals(List.of("a;", "}", "}", "b;"), read("a } } b;"));
    assertEquals(List.of("{", "{", "}"), read("{ { ; }"));
    assertEquals(List.of("a|b;"), read("a \"b"));
    assertEquals(List.of("a|b\\;"), read("a b\\"));
  }

  @Test
  @DisplayName("is read in no time, a map of 12 MB as well")
  void huge() {
    StringBuilder map = new StringBuilder("http { map $uri $to {\n");
    for (int i = 0; map.length() < 12_000_000; i++) {
      map.append("    /old/").append(i).append(" /new/").append(i).append(";\n");
    }
    String dump =
        "# configuration file /etc/nginx/nginx.conf:\n" + map + "} server { listen 81; } }\n\n";
    assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          Configuration read = Configuration.ofDump(dump).orElseThrow();
          assertEquals(81, read.servers().get(0).listens().get(0).socket().port());
        });
  }
}
