// How a plugin joins the library. The same sources are linked in or loaded: include this in the plugin's `plugin.cpp`,
// and write
//
//   namespace rowan {
//   void register_example(PluginHost& host) { host.add_driver(std::make_unique<ExampleDriver>()); }
//   }
//   #if defined(ROWAN_PLUGIN_MODULE)
//   ROWAN_PLUGIN(rowan::register_example)
//   #endif
//
// A loadable plugin is named rowan_<scheme>.so. It is searched for in the directories of ROWAN_PLUGIN_PATH (separated
// by ':'; ignored in set-user-id programs), in `rowan/plugins` beside the library, and beside the library itself. It is
// never unloaded.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>

#include "rowan/connection/driver.hpp"
#include "rowan/export.hpp"
#include "rowan/headers_hash.hpp"
#include "rowan/schema/live_schema.hpp"
#include "rowan/sql/dialect.hpp"
#include "rowan/version.hpp"

#define ROWAN_DETAIL_TEXT(x) #x
#define ROWAN_DETAIL_EXPAND(x) ROWAN_DETAIL_TEXT(x)
#if defined(_GLIBCXX_USE_CXX11_ABI)
#define ROWAN_DETAIL_STRING_ABI "cxx11=" ROWAN_DETAIL_EXPAND(_GLIBCXX_USE_CXX11_ABI)
#else
#define ROWAN_DETAIL_STRING_ABI "libc++"
#endif

namespace rowan {

/// Where a plugin registers what it brings. Valid during the call of its register function only.
class ROWAN_EXPORT PluginHost {
 public:
  /// Takes a driver for the rest of the process. @throws Unsupported when one of its schemes is taken.
  virtual void add_driver(std::unique_ptr<Driver> driver) = 0;

 protected:
  ~PluginHost() = default;
};

namespace detail {

inline constexpr std::string_view abi_of_compiler = "c++=" ROWAN_DETAIL_EXPAND(__cplusplus) " abi=" ROWAN_DETAIL_EXPAND(
    __GXX_ABI_VERSION) " " ROWAN_DETAIL_STRING_ABI " headers=" ROWAN_DETAIL_HEADERS_HASH " sizes=";

#undef ROWAN_DETAIL_TEXT
#undef ROWAN_DETAIL_EXPAND
#undef ROWAN_DETAIL_STRING_ABI
#undef ROWAN_DETAIL_HEADERS_HASH

struct AbiText {
  std::array<char, 256> text{};  // ends with a NUL
  std::size_t length = 0;

  constexpr void append(std::string_view more) {
    for (const char c : more) text[length++] = c;
  }
  constexpr void append(std::size_t number) {
    if (number >= 10) append(number / 10);
    text[length++] = static_cast<char>('0' + number % 10);
  }
};

/// The compiler's part, and the sizes of what passes between library and plugin.
template <class... Shared>
constexpr AbiText abi_with_sizes_of() {
  AbiText abi;
  abi.append(abi_of_compiler);
  ((abi.append(sizeof(Shared)), abi.append(",")), ...);
  return abi;
}

inline constexpr AbiText abi_text = abi_with_sizes_of<Value, Decimal, MemberStep, Url, Capabilities, Dialect,
                                                      CompiledSql, BulkTarget, TransactionStart, schema::LiveTable>();

}  // namespace detail

/// What must be equal in library and plugin, for the C++ types between them to be the same: the versions of the
/// compiler's ABI, of the standard library's strings and of the language, the public headers, and the sizes of types in
/// them, which also a macro or a header changed by hand would change.
inline constexpr std::string_view plugin_abi_of_this_compilation{detail::abi_text.text.data(), detail::abi_text.length};

/// The one symbol that a loadable plugin exports, `rowan_plugin`, plain C data so that it can be read before anything
/// is known to fit.
struct PluginEntry {
  const char* version;  ///< rowan::version
  const char* abi;      ///< rowan::plugin_abi_of_this_compilation
  void (*register_plugin)(PluginHost& host);
};

/// Loads the plugin at `path` now; again is harmless. Thread-safe. @throws Unsupported when it is no plugin, was built
/// for another version or compiler, or when this is a static build of the library, which can't share its types with a
/// loaded one.
ROWAN_EXPORT void load_plugin(std::string_view path);

/// Registers the plugins that are linked in. Called by the library at the first need.
void register_builtin_plugins(PluginHost& host);

}  // namespace rowan

/// Makes `register_function` the entry of a loadable plugin. Once per plugin, outside of namespaces.
#define ROWAN_PLUGIN(register_function)                                                                  \
  extern "C" ROWAN_EXPORT const rowan::PluginEntry rowan_plugin;                                         \
  const rowan::PluginEntry rowan_plugin = {rowan::version, rowan::plugin_abi_of_this_compilation.data(), \
                                           &register_function};
