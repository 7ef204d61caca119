// A plugin of another version of the library: it is never called.
#include <cstdlib>

#include "rowan/plugin/plugin.hpp"

namespace {

void never(rowan::PluginHost&) { std::abort(); }

}  // namespace

extern "C" ROWAN_EXPORT const rowan::PluginEntry rowan_plugin;
const rowan::PluginEntry rowan_plugin = {"0.0.9", "c++=1 abi=1 cxx11=0", &never};
