# SPDX-License-Identifier: GPL-2.0-or-later
# Measures that shorten the build, for which everybody who works on xvrrp waits again and again.

# ccache caches little of what uses precompiled headers, so the two exclude each other.
set(pch_default ON)
if(CMAKE_CXX_COMPILER_LAUNCHER MATCHES ccache OR "$ENV{CMAKE_CXX_COMPILER_LAUNCHER}" MATCHES ccache)
  set(pch_default OFF)
endif()
option(XVRRP_PCH "Precompiled headers" ${pch_default})

option(XVRRP_UNITY "Compile several sources in one piece" ON)

set(XVRRP_STANDARD_HEADERS
  <algorithm> <array> <chrono> <cstdint> <cstring> <deque> <filesystem> <fstream> <functional> <map> <memory> <optional>
  <ranges> <set> <sstream> <string> <string_view> <tuple> <utility> <variant> <vector> <tl/expected.hpp>)

# precompile(TARGET HEADER...) makes a precompiled header of the standard library and of the named headers.
# precompile_as(TARGET OTHER) uses that of OTHER, which must be compiled with the same flags.
function(precompile target)
  if(XVRRP_PCH)
    target_precompile_headers(${target} PRIVATE ${XVRRP_STANDARD_HEADERS} ${ARGN})
  endif()
endfunction()

function(precompile_as target other)
  if(XVRRP_PCH)
    target_precompile_headers(${target} REUSE_FROM ${other})
  endif()
endfunction()

# in_pieces(TARGET) compiles the sources of TARGET eight at a time, because most of the time of each goes into headers and
# templates that all of them share. Names in their anonymous namespaces must therefore differ.
function(in_pieces target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${XVRRP_UNITY} UNITY_BUILD_BATCH_SIZE 8)
  # GCC warns of an anonymous namespace in a class wherever it is not in the first file of the piece.
  if(XVRRP_UNITY)
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
  endif()
endfunction()

# by_itself(FILE...) keeps the files out of the pieces of their target.
function(by_itself)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# check_pointers(TARGET) leaves UBSan's checks of every pointer in TARGET. They take about a quarter of the time of a
# source, and matter where bytes are read as structures. ASan reports every null pointer that is read or written.
function(check_pointers target)
  set_target_properties(${target} PROPERTIES XVRRP_CHECK_POINTERS ON)
endfunction()

# command_line_source(FILE...) compiles these without sanitizers and optimisation, because these take half a minute for
# CLI11's templates and find nothing of ours.
function(command_line_source)
  if(XVRRP_SANITIZE)
    set_source_files_properties(${ARGV} PROPERTIES COMPILE_OPTIONS "-O0;-fno-sanitize=all" SKIP_PRECOMPILE_HEADERS ON)
  endif()
endfunction()
