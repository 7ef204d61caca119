#include "plugin/plugin_file.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include "rowan/core/error.hpp"

namespace rowan {
namespace {

/// The path of the file that this code was loaded from.
std::string own_path() {
  Dl_info info{};
  const bool known = dladdr(reinterpret_cast<const void*>(&can_load_plugins), &info) != 0;
  return known && info.dli_fname ? info.dli_fname : "";
}

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::vector<std::string> plugin_directories() {
  std::vector<std::string> directories;
  if (const char* list = secure_getenv("ROWAN_PLUGIN_PATH")) {
    for (std::string_view rest = list; !rest.empty();) {
      const auto end = std::min(rest.find(':'), rest.size());
      if (end > 0) directories.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  const std::string library = own_path();
  const auto slash = library.rfind('/');
  const std::string beside = slash == library.npos ? "." : library.substr(0, slash);
  directories.push_back(beside + "/rowan/plugins");
  directories.push_back(beside);  // in a build directory
  return directories;
}

std::string or_unknown(const char* text) { return text ? text : "unknown"; }

void check_entry(const std::string& path, const PluginEntry& entry) {
  const std::string their_version = or_unknown(entry.version);
  const std::string their_abi = or_unknown(entry.abi);
  const bool same_version = their_version == version;
  if (same_version && their_abi == plugin_abi_of_this_compilation && entry.register_plugin) return;
  throw Unsupported(fmt::format(
      "the plugin {} was built for {}Rowan {} ({}), but this is Rowan {} ({}); build both from one source, with one "
      "compiler",
      path, same_version ? "other headers of, or by another compiler than this " : "", their_version, their_abi,
      version, plugin_abi_of_this_compilation));
}

}  // namespace

bool can_load_plugins() { return file_name(own_path()).starts_with("librowan."); }

std::vector<std::string> plugin_candidates(std::string_view scheme) {
  std::vector<std::string> paths;
  for (const auto& directory : plugin_directories())
    paths.push_back(directory + "/rowan_" + std::string(scheme) + ".so");
  return paths;
}

bool file_exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

PluginFile open_plugin_file(const std::string& path) {
  if (!can_load_plugins()) {
    throw Unsupported("this program links Rowan statically, and can't load the plugin " + path +
                      "; link with the shared library, or build the plugin in");
  }
  // NODELETE: objects and types of the plugin live on in records and errors.
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (!handle) throw Unsupported("the plugin " + path + " can't be loaded: " + or_unknown(dlerror()));
  const auto* entry = static_cast<const PluginEntry*>(dlsym(handle, "rowan_plugin"));
  if (!entry) throw Unsupported(path + " is no plugin of Rowan: it has no \"rowan_plugin\" in it");
  check_entry(path, *entry);
  return {handle, entry};
}

}  // namespace rowan
