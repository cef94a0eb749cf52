// Asks PID 1 to stop, as docker stop does, and tells when it is still there.
public class Term {
    public static void main(String[] args) throws Exception {
        System.out.println("started");
        Thread.sleep(500);
        var init = ProcessHandle.of(1).orElseThrow();
        if (init.pid() == ProcessHandle.current().pid()) {
            sun.misc.Signal.raise(new sun.misc.Signal("TERM"));
        } else {
            init.destroy();
        }
        Thread.sleep(3000);
        System.out.println("still there");
        System.exit(3);
    }
}
