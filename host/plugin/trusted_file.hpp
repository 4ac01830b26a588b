// trusted_file.hpp - opens a file whose contents nobody but root and the service can change.
//
// The path is followed from the root on, through descriptors: what is checked is
// what is opened. A directory that others may write is accepted when it is sticky,
// as /tmp: there nobody can replace what somebody else owns. A group may write when it is
// root's or the service's own primary one, which is how umask 002 leaves files.
#pragma once

#include <cstdint>
#include <filesystem>

#include <sys/types.h>

#include "base/descriptor.hpp"
#include "base/mistake.hpp"
#include "base/result.hpp"

namespace siding::plugin {

// Who may own and write plugins, besides root.
struct Trustee {
  uid_t user;
  gid_t group;

  static Trustee current();  // the effective user and group of this process
};

struct TrustedFile {
  Descriptor descriptor;       // open for reading
  std::filesystem::path path;  // absolute, without symbolic links
  std::uint64_t size = 0;      // bytes

  // A relative `file` is taken from `directory`, or from the working directory when
  // that is empty. With a `directory` the file has to be inside of it.
  // Fails with ExitCode::permission and every reason on the way at once, or with
  // ExitCode::configuration when there is no such file.
  static Result<TrustedFile, Mistakes> open(const std::filesystem::path& file, const std::filesystem::path& directory,
                                            Trustee trustee = Trustee::current());
};

}  // namespace siding::plugin
