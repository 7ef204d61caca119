#include "observe/call_site.hpp"

#if defined(__has_include) && __has_include(<execinfo.h>) && __has_include(<sys/auxv.h>)

#include <cxxabi.h>
#include <dlfcn.h>
#include <execinfo.h>
#include <fmt/format.h>
#include <sys/auxv.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>

namespace rowan {
namespace {

/// The file that an address belongs to; null base when unknown.
Dl_info file_of(const void* address) {
  Dl_info info{};
  if (dladdr(address, &info) == 0) info = Dl_info{};
  return info;
}

std::string readable(const char* symbol) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(abi::__cxa_demangle(symbol, nullptr, nullptr, &status),
                                                         &std::free);
  return status == 0 ? text.get() : symbol;
}

std::uintptr_t distance(const void* from, const void* to) {
  return reinterpret_cast<std::uintptr_t>(to) - reinterpret_cast<std::uintptr_t>(from);
}

std::string text_of(const Dl_info& file, const void* address) {
  const std::string function = file.dli_sname == nullptr ? std::string()
                                                         : fmt::format("({}+{:#x})", readable(file.dli_sname),
                                                                       distance(file.dli_saddr, address));
  return fmt::format("{}{} [{:#x}]", file.dli_fname, function, distance(file.dli_fbase, address));
}

}  // namespace

std::vector<std::string> call_site(std::size_t most) {
  const void* const library = file_of(reinterpret_cast<const void*>(&call_site)).dli_fbase;
  // A static library can't be told from the program around it.
  const void* const program = file_of(reinterpret_cast<const void*>(getauxval(AT_PHDR))).dli_fbase;
  if (library == nullptr || library == program) return {};
  std::array<void*, 64> addresses{};
  const int count = backtrace(addresses.data(), static_cast<int>(addresses.size()));
  std::vector<std::string> calls;
  for (int i = 0; i < count && calls.size() < most; ++i) {
    // A return address: the call is right before it, and may be the last of its function.
    const void* const call = static_cast<const char*>(addresses[static_cast<std::size_t>(i)]) - 1;
    const Dl_info file = file_of(call);
    if (file.dli_fbase == library) continue;
    if (file.dli_fbase == nullptr) break;
    calls.push_back(text_of(file, call));
  }
  return calls;
}

}  // namespace rowan

#else

namespace rowan {

std::vector<std::string> call_site(std::size_t) { return {}; }

}  // namespace rowan

#endif
