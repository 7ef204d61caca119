// The drivers of the process, and the plugins they came from.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/plugin/plugin.hpp"

namespace rowan {

/// The plugin of Rowan's own that serves `scheme`, whether it was built or not; empty: none does.
std::string_view own_plugin_of(std::string_view scheme);
/// All that one of them serves.
std::vector<std::string_view> own_schemes();

/// Thread-safe. One per process; tests make their own.
class PluginRegistry : private PluginHost {
 public:
  /// The process's, with the built-in plugins in it. Never destroyed: drivers outlive everything.
  static PluginRegistry& instance();

  /// As rowan::find_driver.
  Driver& find_driver(std::string_view scheme);
  /// As rowan::find_driver_if.
  Driver* find_driver_if(std::string_view scheme);
  /// As rowan::load_plugin.
  void load(const std::string& path);
  /// Registers what `register_plugin` brings; nothing of it when it throws.
  void add(void (*register_plugin)(PluginHost& host));

 private:
  void add_driver(std::unique_ptr<Driver> driver) override;
  Driver* find_locked(std::string_view scheme, std::vector<std::string>& searched);
  [[nodiscard]] Driver* registered(std::string_view scheme) const;
  void load_locked(const std::string& path);
  void add_locked(void (*register_plugin)(PluginHost& host));
  /// Of the drivers that are registered, or would be loaded when asked for.
  [[nodiscard]] std::vector<std::string_view> schemes() const;
  [[noreturn]] void refuse(std::string_view scheme, const std::vector<std::string>& searched) const;

  std::mutex mutex_;
  std::vector<std::unique_ptr<Driver>> drivers_;
  std::vector<void*> loaded_;  ///< handles of dlopen, never closed
};

}  // namespace rowan
