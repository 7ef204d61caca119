// Finding and opening loadable plugins.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rowan/plugin/plugin.hpp"

namespace rowan {

struct PluginFile {
  void* handle;  ///< of dlopen; the same for the same file
  const PluginEntry* entry;
};

/// False when the library is linked statically: a plugin would bring a second copy of it, with types of its own.
bool can_load_plugins();
/// Paths at which a plugin for `scheme` is looked for, best first.
std::vector<std::string> plugin_candidates(std::string_view scheme);
bool file_exists(const std::string& path);
/// Opens the file for good and checks that it fits. @throws Unsupported saying what does not.
PluginFile open_plugin_file(const std::string& path);

}  // namespace rowan
