package main

import (
	"fmt"
	"os"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/server/common/config"
	sqliteplugin "go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	"go.temporal.io/server/schema/sqlite"
	"google.golang.org/protobuf/types/known/durationpb"
)

// retention of closed runs; an agreement's earlier runs are archived by the next one, long before it is over.
const retention = 90 * 24 * time.Hour

// openStore returns the SQLite store with schema and namespaces in place.
func openStore(o *options) (*config.SQL, error) {
	store := sqlStore(o.dbFile)
	if o.dbFile != "" {
		if err := createFile(o.dbFile); err != nil {
			return nil, err
		}
	}
	for _, name := range o.namespaces() {
		namespace, err := sqlite.NewNamespaceConfig("active", name, false, o.searchAttributes)
		if err != nil {
			return nil, err
		}
		namespace.Detail.Config.Retention = durationpb.New(retention)
		if err := sqlite.CreateNamespaces(store, namespace); err != nil { // no-op where it exists
			return nil, err
		}
	}
	return store, nil
}

func sqlStore(file string) *config.SQL {
	if file == "" {
		return &config.SQL{PluginName: sqliteplugin.PluginName, DatabaseName: uuid.NewString(),
			ConnectAttributes: map[string]string{"mode": "memory", "cache": "shared"}}
	}
	// A write-ahead log costs one fsync a commit instead of three; full: what was acknowledged survives a power cut.
	return &config.SQL{PluginName: sqliteplugin.PluginName, DatabaseName: file,
		ConnectAttributes: map[string]string{"mode": "rw", "journal_mode": "wal", "synchronous": "full"}}
}

// createFile makes the database beside its place and moves it there whole, so that a crash in the middle of the
// schema leaves nothing that a later start would take for a database.
func createFile(file string) error {
	if _, err := os.Stat(file); err == nil {
		return nil
	}
	fresh := fmt.Sprintf("%s.%d.new", file, os.Getpid())
	defer os.Remove(fresh)
	store := &config.SQL{PluginName: sqliteplugin.PluginName, DatabaseName: fresh,
		ConnectAttributes: map[string]string{"mode": "rwc"}}
	if err := sqlite.SetupSchema(store); err != nil {
		return err
	}
	return os.Rename(fresh, file)
}
