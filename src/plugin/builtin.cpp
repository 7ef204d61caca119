#include "rowan/plugin/plugin.hpp"

// The build defines ROWAN_BUILTIN_<NAME> for each plugin that it links in. A new plugin is one line in each half.
namespace rowan {

void register_mysql(PluginHost& host);
void register_postgresql(PluginHost& host);
void register_sqlite(PluginHost& host);

void register_builtin_plugins([[maybe_unused]] PluginHost& host) {
#if defined(ROWAN_BUILTIN_MYSQL)
  register_mysql(host);
#endif
#if defined(ROWAN_BUILTIN_POSTGRESQL)
  register_postgresql(host);
#endif
#if defined(ROWAN_BUILTIN_SQLITE)
  register_sqlite(host);
#endif
}

}  // namespace rowan
