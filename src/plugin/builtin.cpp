#include "plugin/plugin_registry.hpp"

// The build says what there is: ROWAN_LINKED_IN is PLUGIN(name) for each plugin that this library has linked in, and
// ROWAN_SCHEMES is SCHEME(scheme, name) for each scheme that one of Rowan's own plugins serves. Both are empty for
// tools that look at this file by itself.
#ifndef ROWAN_LINKED_IN
#define ROWAN_LINKED_IN
#endif
#ifndef ROWAN_SCHEMES
#define ROWAN_SCHEMES
#endif

namespace rowan {

#define PLUGIN(name) void register_##name(PluginHost& host);
ROWAN_LINKED_IN
#undef PLUGIN

void register_memory(PluginHost& host);  // of testing/, which this layer does not know

void register_builtin_plugins(PluginHost& host) {
  register_memory(host);
#define PLUGIN(name) register_##name(host);
  ROWAN_LINKED_IN
#undef PLUGIN
}

std::string_view own_plugin_of([[maybe_unused]] std::string_view scheme) {
#define SCHEME(served, name) \
  if (scheme == #served) return #name;
  ROWAN_SCHEMES
#undef SCHEME
  return {};
}

std::vector<std::string_view> own_schemes() {
  return {
#define SCHEME(served, name) #served,
      ROWAN_SCHEMES
#undef SCHEME
  };
}

}  // namespace rowan
