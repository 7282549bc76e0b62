package main

import (
	"log"

	ui "github.com/temporalio/ui-server/v2/server"
	"github.com/temporalio/ui-server/v2/server/config"
	"github.com/temporalio/ui-server/v2/server/server_options"
)

// startUI serves the Web UI, or returns nil where none is wanted. The codec endpoint gets the browser's cookies:
// over plain http they are the only credentials the UI can pass on.
func startUI(o *options) *ui.Server {
	if o.headless || o.uiPort == 0 {
		return nil
	}
	server := ui.NewServer(server_options.WithConfigProvider(&config.Config{
		Host: o.ip, Port: o.uiPort, TemporalGRPCAddress: o.address(),
		EnableUI: true, HideLogs: true, DisableNewsFetch: true, DefaultNamespace: o.namespace,
		// What people do goes through the API: the UI cannot encrypt, and a plain payload would block the execution.
		StartWorkflowDisabled: true, WorkflowSignalDisabled: true, WorkflowUpdateDisabled: true,
		CORS:  config.CORS{CookieInsecure: true},
		Codec: config.Codec{Endpoint: o.codecEndpoint, IncludeCredentials: o.codecEndpoint != ""},
	}))
	go func() {
		if err := server.Start(); err != nil {
			log.Print("temporal: ui: ", err)
		}
	}()
	return server
}
