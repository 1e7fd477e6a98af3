/**
 * Packages that only the command line needs. They are published within its bundle and not as dependencies, so that who
 * uses the library does not install them; their licences and weaknesses count all the same.
 */
export const bundledPackages: readonly string[] = ['commander', 'yaml']
