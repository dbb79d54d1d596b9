package bluegreen.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A JVM's heap")
class HeapTest {
  private static final String FLAGS =
      "-XX:InitialHeapSize=1048576 -XX:MaxHeapSize=67108864 -XX:+UseG1GC";

  @Test
  @DisplayName("is read as each collector tells of it, without Metaspace")
  void collectors() {
    String g1 =
        " garbage-first heap   total 65536K, used 63000K [0x00000000fc000000, 0x0000000100000000)\n"
            + "  region size 1024K, 1 young (1024K), 0 survivors (0K)\n"
            + " Metaspace       used 120K, committed 320K, reserved 1114112K\n";
    String g1OfJava25 =
        "garbage-first heap   total reserved 65536K, committed 65536K, used 12405K [0x0, 0x1)\n"
            + " region size 1024K, 10 young (10240K), 2 survivors (2048K)\n";
    String serial =
        " def new generation   total 19648K, used 1000K [0x0, 0x1)\n"
            + "  eden space 17472K,  30% used [0x0, 0x1, 0x2)\n"
            + " tenured generation   total 43712K, used 2000K [0x0, 0x1)\n"
            + "   the space 43712K,   0% used [0x0, 0x1)\n"
            + " Metaspace       used 120K, committed 320K\n";
    String z = " ZHeap           used 34M, capacity 64M, max capacity 64M\n Metaspace used 1M\n";
    assertEquals(Optional.of(new Heap(63000L << 10, 64 << 20)), Heap.of(g1, FLAGS));
    assertEquals(Optional.of(new Heap(12405L << 10, 64 << 20)), Heap.of(g1OfJava25, FLAGS));
    assertEquals(Optional.of(new Heap(3000L << 10, 64 << 20)), Heap.of(serial, FLAGS));
    assertEquals(Optional.of(new Heap(34L << 20, 64 << 20)), Heap.of(z, FLAGS));
  }

  @Test
  @DisplayName("is not known where the JVM does not tell")
  void unknown() {
    assertEquals(Optional.empty(), Heap.of("", FLAGS));
    assertEquals(Optional.empty(), Heap.of(" ZHeap used 34M\n", "-XX:+UseG1GC"));
  }

  @Test
  @DisplayName("is full from 95 % on")
  void full() {
    assertEquals(
        Optional.of("its heap is full: 950 bytes of 1.0 kB; see -Xmx in app.java_opts"),
        new Heap(950, 1000).full());
    assertEquals(Optional.empty(), new Heap(949, 1000).full());
  }
}
