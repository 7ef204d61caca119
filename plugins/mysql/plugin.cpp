// Joins the MariaDB and MySQL driver to the library, linked in or loaded.
#include "rowan/plugin/plugin.hpp"

#include "driver.hpp"

namespace rowan {

void register_mysql(PluginHost& host);  // called by the list of plugins that are linked in
void register_mysql(PluginHost& host) { host.add_driver(std::make_unique<mysql::MysqlDriver>()); }

}  // namespace rowan

#if defined(ROWAN_PLUGIN_MODULE)
ROWAN_PLUGIN(rowan::register_mysql)
#endif
