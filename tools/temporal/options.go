package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"strings"

	"go.temporal.io/api/enums/v1"
)

type options struct {
	ip                   string
	port, uiPort         int
	headless             bool
	dbFile               string
	namespace, rehearsal string
	logLevel             string
	codecEndpoint        string
	searchAttributes     map[string]enums.IndexedValueType
	dynamicConfig        map[string]any
}

func (o *options) address() string { return fmt.Sprintf("%s:%d", o.ip, o.port) }

// namespaces lists what is created at start-up, in order.
func (o *options) namespaces() []string {
	if o.rehearsal == "" {
		return []string{o.namespace}
	}
	return []string{o.namespace, o.rehearsal}
}

// pairs collects repeated KEY=VALUE flags.
type pairs map[string]string

func (p pairs) String() string { return "" }

func (p pairs) Set(s string) error {
	k, v, ok := strings.Cut(s, "=")
	if !ok || k == "" {
		return fmt.Errorf("want KEY=VALUE, got %q", s)
	}
	p[k] = v
	return nil
}

func parse(args []string) (*options, error) {
	o, attributes, dynamic := &options{}, pairs{}, pairs{}
	f := flag.NewFlagSet("start-dev", flag.ContinueOnError)
	f.StringVar(&o.ip, "ip", "127.0.0.1", "address to listen on")
	f.IntVar(&o.port, "port", 7233, "gRPC port")
	f.IntVar(&o.uiPort, "ui-port", 0, "port of the Web UI; 0: none")
	f.BoolVar(&o.headless, "headless", false, "no Web UI")
	f.StringVar(&o.dbFile, "db-filename", "", "SQLite file; empty: in memory, lost at the end")
	f.StringVar(&o.namespace, "namespace", "default", "namespace to create")
	f.StringVar(&o.rehearsal, "rehearsal-namespace", "", "a second namespace, the only one in which executions may skip time")
	f.StringVar(&o.logLevel, "log-level", "warn", "debug, info, warn, error or fatal")
	f.String("log-format", "json", "accepted for the official CLI's sake; always json")
	f.StringVar(&o.codecEndpoint, "ui-codec-endpoint", "", "where the Web UI has payloads decoded")
	f.Var(attributes, "search-attribute", "NAME=TYPE, for every namespace created")
	f.Var(dynamic, "dynamic-config-value", "KEY=JSON")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if f.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument %q", f.Arg(0))
	}
	return o, o.decode(attributes, dynamic)
}

func (o *options) decode(attributes, dynamic pairs) error {
	o.searchAttributes = map[string]enums.IndexedValueType{}
	for name, text := range attributes {
		t, err := enums.IndexedValueTypeFromString(text)
		if err != nil {
			return fmt.Errorf("--search-attribute %s: %w", name, err)
		}
		o.searchAttributes[name] = t
	}
	o.dynamicConfig = map[string]any{}
	for key, text := range dynamic {
		var value any
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			return fmt.Errorf("--dynamic-config-value %s: %w", key, err)
		}
		// JSON has one kind of number, the server's settings two: a whole one left as a float would be ignored in silence.
		if number, ok := value.(float64); ok && number == math.Trunc(number) {
			value = int(number)
		}
		o.dynamicConfig[key] = value
	}
	return nil
}
