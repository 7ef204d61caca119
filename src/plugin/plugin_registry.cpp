#include "plugin/plugin_registry.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "plugin/plugin_file.hpp"
#include "rowan/connection/driver_registry.hpp"
#include "rowan/core/error.hpp"
#include "rowan/core/near_miss.hpp"

namespace rowan {

PluginRegistry& PluginRegistry::instance() {
  static PluginRegistry& registry = []() -> PluginRegistry& {
    auto* made = new PluginRegistry;
    made->add(&register_builtin_plugins);
    return *made;
  }();
  return registry;
}

Driver& PluginRegistry::find_driver(std::string_view scheme) {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> searched;
  if (Driver* found = find_locked(scheme, searched)) return *found;
  refuse(scheme, searched);
}

Driver* PluginRegistry::find_driver_if(std::string_view scheme) {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> searched;
  return find_locked(scheme, searched);
}

Driver* PluginRegistry::find_locked(std::string_view scheme, std::vector<std::string>& searched) {
  Driver* const known = registered(scheme);
  if (known || !can_load_plugins()) return known;
  const std::string_view own = own_plugin_of(scheme);
  searched = plugin_candidates(own.empty() ? scheme : own);
  const auto file = std::find_if(searched.begin(), searched.end(), file_exists);
  if (file == searched.end()) return nullptr;
  load_locked(*file);
  return registered(scheme);
}

void PluginRegistry::load(const std::string& path) {
  const std::lock_guard lock(mutex_);
  load_locked(path);
}

void PluginRegistry::load_locked(const std::string& path) {
  const PluginFile file = open_plugin_file(path);
  if (std::find(loaded_.begin(), loaded_.end(), file.handle) != loaded_.end()) return;
  add_locked(file.entry->register_plugin);
  loaded_.push_back(file.handle);
}

void PluginRegistry::add(void (*register_plugin)(PluginHost& host)) {
  const std::lock_guard lock(mutex_);
  add_locked(register_plugin);
}

void PluginRegistry::add_locked(void (*register_plugin)(PluginHost& host)) {
  const auto before = drivers_.size();
  try {
    register_plugin(*this);
  } catch (...) {
    drivers_.resize(before);
    throw;
  }
}

void PluginRegistry::add_driver(std::unique_ptr<Driver> driver) {
  for (const auto scheme : driver->schemes()) {
    const Driver* taken = registered(scheme);
    if (!taken) continue;
    throw Unsupported("the driver " + std::string(driver->name()) + " can't serve the scheme \"" + std::string(scheme) +
                      "\", for the driver " + std::string(taken->name()) +
                      " already does; link or load only one of them");
  }
  drivers_.push_back(std::move(driver));
}

Driver* PluginRegistry::registered(std::string_view scheme) const {
  const auto serves = [&](const auto& driver) {
    const auto schemes = driver->schemes();
    return std::find(schemes.begin(), schemes.end(), scheme) != schemes.end();
  };
  const auto found = std::find_if(drivers_.begin(), drivers_.end(), serves);
  return found == drivers_.end() ? nullptr : found->get();
}

std::vector<std::string_view> PluginRegistry::schemes() const {
  std::vector<std::string_view> there;
  for (const auto& driver : drivers_) {
    for (const auto known : driver->schemes()) there.push_back(known);
  }
  if (!can_load_plugins()) return there;
  for (const auto own : own_schemes()) {
    const std::vector<std::string> files = plugin_candidates(own_plugin_of(own));
    if (!registered(own) && std::any_of(files.begin(), files.end(), file_exists)) there.push_back(own);
  }
  return there;
}

void PluginRegistry::refuse(std::string_view scheme, const std::vector<std::string>& searched) const {
  const std::vector<std::string_view> there = schemes();
  const std::string refusal = fmt::format("there is no driver for \"{}\" databases{}", scheme,
                                          there.empty() ? "; there is none at all" : did_you_mean(scheme, there));
  const std::string_view own = own_plugin_of(scheme);
  if (own.empty() && !near_misses(scheme, there).empty()) throw Unsupported(refusal);
  if (searched.empty()) {
    throw Unsupported(refusal + ". This is a static build, which takes linked-in plugins only" +
                      (own.empty() ? "" : fmt::format(". Build the library with -Dplugins={}", own)));
  }
  const std::string files = fmt::format("{}", fmt::join(searched, ", "));
  if (own.empty()) throw Unsupported(refusal + ". Install its plugin as one of: " + files);
  throw Unsupported(
      fmt::format("the driver for \"{}\" databases is a file of its own, and it is at none of these places: "
                  "{}. Install Rowan with it (-Dplugins={}, or all), or name its folder in ROWAN_PLUGIN_PATH",
                  scheme, files, own));
}

Driver& find_driver(std::string_view scheme) { return PluginRegistry::instance().find_driver(scheme); }
Driver* find_driver_if(std::string_view scheme) { return PluginRegistry::instance().find_driver_if(scheme); }
void load_plugin(std::string_view path) { PluginRegistry::instance().load(std::string(path)); }

}  // namespace rowan
