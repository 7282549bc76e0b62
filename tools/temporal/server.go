package main

import (
	"net"
	"strconv"
	"time"

	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	tlog "go.temporal.io/server/common/log"
	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/primitives"
	"go.temporal.io/server/temporal"
)

func newServer(o *options) (temporal.Server, error) {
	store, err := openStore(o)
	if err != nil {
		return nil, err
	}
	c, err := serverConfig(o, store)
	if err != nil {
		return nil, err
	}
	logger := tlog.NewZapLogger(tlog.BuildZapLogger(tlog.Config{Stdout: false, Level: o.logLevel}))
	return temporal.NewServer(temporal.WithConfig(c), temporal.ForServices(temporal.DefaultServices),
		temporal.WithStaticHosts(hosts(c)), temporal.WithLogger(logger), temporal.WithDynamicConfigClient(dynamicConfig(o)))
}

// hosts names the one host of each service. A ring that is found out by heartbeats remembers, after a quick restart,
// the ports of the process before, and for up to a minute tasks are sent to nobody.
func hosts(c *config.Config) map[primitives.ServiceName]static.Hosts {
	byService := map[primitives.ServiceName]static.Hosts{}
	for name, service := range c.Services {
		address := net.JoinHostPort(service.RPC.BindOnIP, strconv.Itoa(service.RPC.GRPCPort))
		byService[primitives.ServiceName(name)] = static.SingleLocalHost(address)
	}
	return byService
}

func serverConfig(o *options, store *config.SQL) (*config.Config, error) {
	free, err := freePorts(8) // HTTP of the frontend, gRPC of the three others, membership of all four
	if err != nil {
		return nil, err
	}
	service := func(grpc, http, membership int) config.Service {
		return config.Service{RPC: config.RPC{GRPCPort: grpc, HTTPPort: http, MembershipPort: membership, BindOnIP: o.ip}}
	}
	disabled := config.ArchivalNamespaceDefaults{
		History:    config.HistoryArchivalNamespaceDefaults{State: "disabled"},
		Visibility: config.VisibilityArchivalNamespaceDefaults{State: "disabled"},
	}
	c := &config.Config{
		Persistence: config.Persistence{DefaultStore: "sqlite", VisibilityStore: "sqlite", NumHistoryShards: 1,
			DataStores: map[string]config.DataStore{"sqlite": {SQL: store}}},
		ClusterMetadata: &cluster.Config{
			FailoverVersionIncrement: 10, MasterClusterName: "active", CurrentClusterName: "active",
			ClusterInformation: map[string]cluster.ClusterInformation{
				"active": {Enabled: true, InitialFailoverVersion: 1, RPCAddress: o.address()},
			}},
		DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
		Services: map[string]config.Service{
			"frontend": service(o.port, free[0], free[1]),
			"history":  service(free[2], 0, free[3]),
			"matching": service(free[4], 0, free[5]),
			"worker":   service(free[6], 0, free[7]),
		},
		PublicClient:      config.PublicClient{HostPort: o.address()},
		NamespaceDefaults: config.NamespaceDefaults{Archival: disabled},
	}
	c.Archival.History.State, c.Archival.Visibility.State = "disabled", "disabled"
	c.Global.Membership = config.Membership{MaxJoinDuration: 30 * time.Second, BroadcastAddress: o.ip}
	return c, nil
}

// dynamicConfig fences time skipping to the rehearsal namespace: whoever reaches the server could otherwise skip a
// real deadline.
func dynamicConfig(o *options) dynamicconfig.Client {
	dc := dynamicconfig.StaticClient{}
	for key, value := range o.dynamicConfig {
		dc[dynamicconfig.MakeKey(key)] = value
	}
	if o.rehearsal != "" {
		dc[dynamicconfig.WorkflowTimeSkippingEnabled.Key()] = []dynamicconfig.ConstrainedValue{
			{Constraints: dynamicconfig.Constraints{Namespace: o.rehearsal}, Value: true},
		}
	}
	return dc
}

// freePorts holds all of them open until the last is found, or the kernel might hand out the same one twice.
func freePorts(n int) ([]int, error) {
	ports := make([]int, n)
	for i := range ports {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close()
		ports[i] = l.Addr().(*net.TCPAddr).Port
	}
	return ports, nil
}
