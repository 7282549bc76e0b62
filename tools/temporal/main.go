// Command temporal runs a single-process Temporal server with its Web UI on SQLite: the embedded default of a machine
// without a Temporal of its own. It takes the subset of the official CLI's `server start-dev` flags that the SDK's
// local environment passes, and one more: --rehearsal-namespace, the only namespace whose executions may skip time.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"go.temporal.io/server/common/headers"
)

const usage = "usage: temporal --version | temporal server start-dev [flags]"

func main() {
	log.SetFlags(0)
	if len(os.Args) == 2 && os.Args[1] == "--version" {
		fmt.Println(version())
		return
	}
	if len(os.Args) < 3 || os.Args[1] != "server" || os.Args[2] != "start-dev" {
		log.Fatal(usage)
	}
	o, err := parse(os.Args[3:])
	if err == flag.ErrHelp {
		return
	}
	if err == nil {
		err = run(o)
	}
	if err != nil {
		log.Fatal("temporal: ", err)
	}
}

// run serves until the first SIGINT or SIGTERM, then stops the UI before the server it talks to.
func run(o *options) error {
	stop, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()

	server, err := newServer(o)
	if err != nil {
		return err
	}
	if err := server.Start(); err != nil {
		return err
	}
	ui := startUI(o)
	fmt.Fprintf(os.Stderr, "temporal: serving on %s\n", o.address())

	<-stop.Done()
	if ui != nil {
		ui.Stop()
	}
	return server.Stop()
}

// version names what is inside, for bug reports: the server is not of this module's own making.
func version() string {
	ui := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == "github.com/temporalio/ui-server/v2" {
				ui = m.Version
			}
		}
	}
	return fmt.Sprintf("temporal (lvyue embedded) server %s, ui %s", headers.ServerVersion, ui)
}
